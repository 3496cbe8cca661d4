use std::collections::VecDeque;

use super::message::Message;

/// Messages a client may have missed and still go on.
const MESSAGES: usize = 1024;

/// What these may come to in bytes: the views of large instances would come to a hundred times as much.
const BYTES: usize = 4 << 20;

/// The last messages, in the order of their numbers and without a gap.
#[derive(Default)]
pub(super) struct Ring {
    messages: VecDeque<Message>,
    bytes: usize,
}

impl Ring {
    /// Remembers a message, and forgets the oldest where it becomes too much.
    pub(super) fn push(&mut self, message: Message) {
        self.bytes += message.frame.len();
        self.messages.push_back(message);
        while self.messages.len() > MESSAGES || self.bytes > BYTES {
            let Some(oldest) = self.messages.pop_front() else { return };
            self.bytes -= oldest.frame.len();
        }
    }

    /// The message after number `id`; `None` when it is no longer known, or was never said.
    pub(super) fn after(&self, id: u64) -> Option<Message> {
        self.messages.get(self.index_after(id)?).cloned()
    }

    /// What the messages after number `id` come to in bytes; `None` when some of them are no longer known.
    pub(super) fn size_after(&self, id: u64) -> Option<usize> {
        let index = self.index_after(id)?;
        Some(self.messages.iter().skip(index).map(|message| message.frame.len()).sum())
    }

    /// Where the message after number `id` stands, or will.
    fn index_after(&self, id: u64) -> Option<usize> {
        let oldest = self.messages.front()?;
        let index = usize::try_from(id.checked_add(1)?.checked_sub(oldest.id)?).ok()?;
        (index <= self.messages.len()).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of the message after each number, after `count` messages of `size` bytes were said.
    fn check(count: u64, size: usize, expected: &[(u64, Option<u64>)]) {
        let mut ring = Ring::default();
        (1..=count).for_each(|id| ring.push(Message { id, frame: vec![b'x'; size].into() }));
        for (id, next) in expected {
            assert_eq!(ring.after(*id).map(|message| message.id), *next, "after {id} of {count}");
        }
        assert!(ring.bytes <= BYTES && ring.messages.len() <= MESSAGES);
    }

    #[test]
    fn the_ring_remembers_as_much_as_it_may() {
        check(0, 1, &[(0, None), (1, None)]);
        check(3, 1, &[(0, Some(1)), (2, Some(3)), (3, None), (4, None), (u64::MAX, None)]);
        check(2000, 1, &[(1, None), (975, None), (976, Some(977)), (1999, Some(2000))]);
        check(9, BYTES / 4, &[(4, None), (5, Some(6)), (8, Some(9))]);
        check(2, BYTES + 1, &[(0, None), (1, None), (2, None)]);
    }

    #[test]
    fn what_followed_is_added_up() {
        let mut ring = Ring::default();
        (1..=3).for_each(|id| ring.push(Message { id, frame: vec![b'x'; 10].into() }));
        assert_eq!([0, 1, 3, 4].map(|id| ring.size_after(id)), [Some(30), Some(20), Some(0), None]);
    }
}
