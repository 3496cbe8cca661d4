use std::sync::Arc;

use axum::body::Bytes;

/// One message of the stream.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number.
    pub id: u64,
    /// The message as it is sent: a server-sent event whose data is a [`slipway_core::api::Live`] as JSON. All clients
    /// share it.
    pub frame: Bytes,
}

/// Where a client was: the value of `Last-Event-ID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub(super) epoch: String,
    pub(super) id: u64,
}

impl Position {
    /// Reads `<epoch>-<number>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, id) = text.rsplit_once('-')?;
        Some(Self { epoch: epoch.to_owned(), id: id.parse().ok()? })
    }
}

impl Message {
    /// JSON has no line breaks outside of its texts, where they are escaped: it is one line of data.
    pub(super) fn new(epoch: &str, id: u64, json: &str) -> Self {
        Self { id, frame: format!("id: {epoch}-{id}\ndata: {json}\n\n").into() }
    }
}

/// A [`slipway_core::api::Live`] of a view that was written already.
pub(super) fn tagged(kind: &str, view: &str) -> String {
    format!("{{\"type\":\"{kind}\",{}", view.strip_prefix('{').unwrap_or(view))
}

/// Message number `id` of a [`slipway_core::api::Live::Snapshot`] of parts that were written already: to write thousands of
/// views anew for every client would take long. They come to megabytes, which are copied once.
pub(super) fn snapshot(
    epoch: &str,
    id: u64,
    cluster: &str,
    images: &[Arc<str>],
    instances: &[Arc<str>],
) -> Message {
    let views = images.iter().chain(instances).map(|view| view.len() + 1).sum::<usize>();
    let begin = format!("id: {epoch}-{id}\ndata: {{\"type\":\"snapshot\",\"cluster\":{cluster},\"images\":[");
    let (between, end) = ("],\"instances\":[", "]}\n\n");
    let mut frame = String::with_capacity(begin.len() + views + between.len() + end.len());
    frame.push_str(&begin);
    append(&mut frame, images);
    frame.push_str(between);
    append(&mut frame, instances);
    frame.push_str(end);
    Message { id, frame: frame.into() }
}

fn append(frame: &mut String, views: &[Arc<str>]) {
    for (index, view) in views.iter().enumerate() {
        if index > 0 {
            frame.push(',');
        }
        frame.push_str(view);
    }
}

#[cfg(test)]
mod tests {
    use slipway_core::api::{ImageView, Live, Snapshot};
    use slipway_core::config::Image;

    use super::*;

    fn json(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).expect("texts and numbers")
    }

    #[tokio::test]
    async fn what_is_put_together_is_what_would_be_written_at_once() {
        let image = ImageView {
            name: "a\nb".to_owned(),
            image: Image::default(),
            used_by: vec!["x".to_owned()],
            created: String::new(),
            resource_version: "1".to_owned(),
        };
        assert_eq!(tagged("image", &json(&image)), json(&Live::Image(Box::new(image.clone()))));
        let cluster = crate::cluster::silent(std::time::Duration::ZERO).view();
        let pieces = [json(&image), json(&image)].map(Arc::from);
        let message = snapshot("epoch", 7, &json(&cluster), &pieces, &[]);
        let whole = Snapshot { cluster, images: vec![image.clone(), image], instances: Vec::new() };
        let expected = Message::new("epoch", 7, &json(&Live::Snapshot(Box::new(whole))));
        assert_eq!((message.id, &message.frame), (expected.id, &expected.frame));
        assert_eq!(message.frame.iter().filter(|byte| **byte == b'\n').count(), 3, "{message:?}");
    }
}
