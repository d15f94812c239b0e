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
    /// From when on it is a reason for a rekey, relay's ms.
    pub(super) counts_from_ms: u64,
}

/// The resyncs of the last ten minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resyncs(pub(super) Vec<Asked>);

impl Resyncs {
    /// True if `member` has named `transcript` before.
    pub(super) fn has(&self, member: &MemberId, transcript: &Transcript) -> bool {
        self.0.iter().any(|asked| asked.member == *member && asked.transcript == *transcript)
    }

    /// Writes one down. A member's k-th within the window counts from 2^k seconds, at most so many, after its last one came
    /// to count; one that follows on another that has not yet come to count takes over its moment (R26).
    ///
    /// Later, not never: a member that was given two bad secrets within seconds must not have to live with the second. And
    /// not later for every bad one: whoever makes bad epochs faster than they may be complained of must not win by that.
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
        let earliest_ms = recent().next_back().map_or(0, |last| {
            if last.counts_from_ms > time_ms {
                last.counts_from_ms
            } else {
                last.counts_from_ms.saturating_add(wait_ms)
            }
        });
        self.0.push(Asked { member, transcript, seq, time_ms, counts_from_ms: time_ms.max(earliest_ms) });
    }

    /// From when on one that names `transcript` and stands in the log up to `upto` is a reason, relay's ms.
    pub(super) fn count_from_ms(&self, transcript: &Transcript, upto: u64) -> Option<u64> {
        let named = self.0.iter().filter(|asked| asked.transcript == *transcript && asked.seq <= upto);
        named.map(|asked| asked.counts_from_ms).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_a_member_that_asks_again_waits_longer() {
        let (member, mut resyncs) = (MemberId([1; 16]), Resyncs::default());
        let mut counts_from_s = Vec::new();
        for second in 0..24u8 {
            let time_ms = u64::from(second) * 1_000;
            resyncs.record(member, Transcript([second; 32]), u64::from(second), time_ms);
            counts_from_s.push(resyncs.0.last().unwrap().counts_from_ms / 1_000);
        }
        let [first, second, third] = [(3, 4), (8, 12), (8, 20)].map(|(times, from_s)| vec![from_s; times]);
        assert_eq!(
            counts_from_s,
            [vec![0], first, second, third, vec![28; 4]].concat(),
            "each but the last came to count"
        );
        let late_ms = 28_000 + RESYNC_BACKOFF_MAX_MS;
        resyncs.record(member, Transcript([99; 32]), 99, late_ms);
        assert_eq!(resyncs.0.last().unwrap().counts_from_ms, late_ms, "late enough");
        assert_eq!(resyncs.count_from_ms(&Transcript([1; 32]), 1), Some(4_000));
        assert_eq!(resyncs.count_from_ms(&Transcript([1; 32]), 0), None, "not read yet");
    }
}
