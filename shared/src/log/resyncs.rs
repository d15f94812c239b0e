//! Who asked for another rekey, and which askings count: a member that asks again and again waits longer and longer.

use crate::ids::{MemberId, Transcript};
use crate::limits::{RESYNC_BACKOFF_MAX_MS, RESYNC_WINDOW_MS};

/// One resync in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) member: MemberId,
    pub(super) transcript: Transcript,
    pub(super) seq: u64,
    pub(super) time_ms: u64,
    /// Whether it is a reason for a rekey.
    pub(super) counts: bool,
}

/// The resyncs of the last ten minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resyncs(pub(super) Vec<Asked>);

impl Resyncs {
    /// True if `member` has named `transcript` before.
    pub(super) fn has(&self, member: &MemberId, transcript: &Transcript) -> bool {
        self.0.iter().any(|asked| asked.member == *member && asked.transcript == *transcript)
    }

    /// Writes one down. A member's k-th within the window counts only 2^k seconds (at most 60) after its last (R26).
    pub(super) fn record(&mut self, member: MemberId, transcript: Transcript, seq: u64, time_ms: u64) {
        self.0.retain(|asked| {
            asked.transcript == transcript || time_ms.saturating_sub(asked.time_ms) <= RESYNC_WINDOW_MS
        });
        let recent = || {
            self.0
                .iter()
                .filter(|asked| asked.member == member && time_ms.saturating_sub(asked.time_ms) <= RESYNC_WINDOW_MS)
        };
        let k = u32::try_from(recent().count() + 1).unwrap_or(u32::MAX);
        let wait_ms = 2u64.saturating_pow(k).saturating_mul(1_000).min(RESYNC_BACKOFF_MAX_MS);
        let counts = recent().next_back().is_none_or(|last| time_ms.saturating_sub(last.time_ms) >= wait_ms);
        self.0.push(Asked { member, transcript, seq, time_ms, counts });
    }

    /// True if one that counts, by a member for whom `listed` holds, names `transcript` in `(after, upto]`.
    pub(super) fn call_for(
        &self,
        transcript: &Transcript,
        after: u64,
        upto: u64,
        listed: impl Fn(&MemberId) -> bool,
    ) -> bool {
        self.0.iter().any(|asked| {
            asked.counts
                && asked.transcript == *transcript
                && asked.seq > after
                && asked.seq <= upto
                && listed(&asked.member)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_a_member_that_asks_again_waits_longer() {
        let (member, mut resyncs) = (MemberId([1; 16]), Resyncs::default());
        let mut counted = Vec::new();
        for second in 0..20u8 {
            resyncs.record(member, Transcript([second; 32]), u64::from(second), u64::from(second) * 1_000);
            counted.push(resyncs.0.last().unwrap().counts);
        }
        assert!(counted[0]);
        assert!(counted[1..].iter().all(|counts| !counts), "one a second is never late enough");
        resyncs.record(member, Transcript([99; 32]), 99, 19_000 + RESYNC_BACKOFF_MAX_MS);
        assert!(resyncs.0.last().unwrap().counts);
    }
}
