use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Limits;

/// Raises the soft limit of descriptors to what the most connections need, as far as the hard limit allows; how many
/// there are then. Systems start processes with a soft limit of 256 or 1024.
pub fn raise() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` is without a limit.
    let Some(soft) = current else { return Limits::DESCRIPTORS };
    let wanted = wanted(soft, maximum);
    let raised =
        wanted > soft && setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).is_ok();
    usize::try_from(if raised { wanted } else { soft }).unwrap_or(Limits::DESCRIPTORS)
}

fn wanted(soft: u64, hard: Option<u64>) -> u64 {
    let most = Limits::DESCRIPTORS as u64;
    soft.max(hard.map_or(most, |hard| hard.min(most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_is_raised_and_never_lowered() {
        const MOST: u64 = Limits::DESCRIPTORS as u64;
        for (soft, hard, expected) in [
            (256, Some(512), 512),
            (256, Some(1 << 20), MOST),
            (256, None, MOST),
            (1 << 16, Some(1 << 20), 1 << 16),
            (512, Some(512), 512),
        ] {
            assert_eq!(wanted(soft, hard), expected, "{soft} {hard:?}");
        }
    }
}
