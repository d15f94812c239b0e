//! File descriptors: each connection is one, and systems hand out few unless asked. Unix only, like the relay's signals.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors beside those of connections: listener, runtimes, standard streams, and some to spare.
const OWN: u64 = 64;

/// Asks for as many as the system lets this process have. True if that is enough for so many connections.
#[must_use]
pub(crate) fn suffice_for(connections: usize) -> bool {
    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(OWN);
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= wanted) {
        return true;
    }
    // Refused only above the maximum, which is asked for exactly.
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    raised.is_ok() && limit.maximum.is_none_or(|maximum| maximum >= wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_as_far_as_it_goes() {
        let maximum = getrlimit(Resource::Nofile).maximum;
        assert!(suffice_for(1));
        let most = maximum.map_or(usize::MAX, |maximum| usize::try_from(maximum).unwrap());
        assert_eq!(suffice_for(most), maximum.is_none());
        assert_eq!(getrlimit(Resource::Nofile).current, maximum);
    }
}
