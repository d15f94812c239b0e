//! What this device has said and the relay does not number, though its line is up: a relay that drops what it is given does
//! so without a word, one that asks for patience can do so for ever, and a person must not take either for a slow evening.

use burnroom_shared::frame::Refused;

/// From then on a person is told, ms: an honest relay answers within a round trip.
const PATIENCE_MS: u64 = 10_000;

/// Since when what waits for the relay, on the steady clock, ms.
#[derive(Default)]
pub(crate) struct Unanswered {
    /// The content of the first post that is to be numbered: refused and sealed again it is the same.
    post: Option<([u8; 16], u64)>,
    /// What an owner does, and keys.
    act_ms: Option<u64>,
    burn_ms: Option<u64>,
    claim_ms: Option<u64>,
    shown: bool,
}

burnroom_shared::debug_by_name!(Unanswered);

impl Unanswered {
    /// A burn or a PIN is on its way.
    pub(crate) fn asked(&mut self, of: Refused, now_ms: u64) {
        if let Some(since_ms) = self.since(of) {
            since_ms.get_or_insert(now_ms);
        }
    }

    /// The relay said yes or no to a burn or a PIN.
    pub(crate) fn answered(&mut self, of: Refused) {
        if let Some(since_ms) = self.since(of) {
            *since_ms = None;
        }
    }

    fn since(&mut self, of: Refused) -> Option<&mut Option<u64>> {
        match of {
            Refused::Burn => Some(&mut self.burn_ms),
            Refused::Claim => Some(&mut self.claim_ms),
            _ => None,
        }
    }

    /// The connection is back: patience begins anew. True if a burn was on its way, which may be lost.
    pub(crate) fn line_changed(&mut self) -> bool {
        let burn_was_asked = self.burn_ms.is_some();
        *self = Self { shown: self.shown, ..Self::default() };
        burn_was_asked
    }

    /// Looks again while the line is up; `post`: what is to be numbered first. What to show, if that changed.
    pub(crate) fn judge(&mut self, post: Option<[u8; 16]>, acts: bool, now_ms: u64) -> Option<bool> {
        let since_ms = |content| self.post.filter(|(before, _)| *before == content).map_or(now_ms, |(_, at_ms)| at_ms);
        self.post = post.map(|content| (content, since_ms(content)));
        self.act_ms = acts.then(|| self.act_ms.unwrap_or(now_ms));
        let unanswered = self.oldest_ms().is_some_and(|since_ms| now_ms.saturating_sub(since_ms) >= PATIENCE_MS);
        (std::mem::replace(&mut self.shown, unanswered) != unanswered).then_some(unanswered)
    }

    /// When patience ends, on the steady clock, ms.
    pub(crate) fn next_ms(&self) -> Option<u64> {
        self.oldest_ms().filter(|_| !self.shown).map(|since_ms| since_ms + PATIENCE_MS)
    }

    fn oldest_ms(&self) -> Option<u64> {
        [self.post.map(|(_, at_ms)| at_ms), self.act_ms, self.burn_ms, self.claim_ms].into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Option<[u8; 16]> = Some([1; 16]);
    const TWO: Option<[u8; 16]> = Some([2; 16]);

    #[test]
    fn patience_is_for_each_post_and_ends_after_ten_seconds() {
        let mut waiting = Unanswered::default();
        assert_eq!(waiting.judge(ONE, false, 0), None);
        assert_eq!(waiting.next_ms(), Some(PATIENCE_MS));
        assert_eq!(waiting.judge(ONE, false, PATIENCE_MS - 1), None);
        assert_eq!(waiting.judge(TWO, false, PATIENCE_MS), None, "the first was numbered");
        assert_eq!(waiting.judge(TWO, false, 2 * PATIENCE_MS), Some(true));
        assert_eq!((waiting.judge(TWO, false, 3 * PATIENCE_MS), waiting.next_ms()), (None, None));
        assert_eq!(waiting.judge(None, false, 3 * PATIENCE_MS), Some(false));
    }

    #[test]
    fn whatever_waits_longest_counts() {
        let mut waiting = Unanswered::default();
        waiting.asked(Refused::Burn, 1);
        waiting.asked(Refused::Claim, 2);
        assert_eq!(waiting.judge(None, true, 3), None);
        waiting.asked(Refused::Burn, 9);
        assert_eq!(waiting.next_ms(), Some(1 + PATIENCE_MS));
        waiting.answered(Refused::Burn);
        assert_eq!(waiting.next_ms(), Some(2 + PATIENCE_MS));
        waiting.answered(Refused::Claim);
        assert_eq!(waiting.next_ms(), Some(3 + PATIENCE_MS));
        assert_eq!((waiting.judge(None, false, 4), waiting.next_ms()), (None, None));
    }

    #[test]
    fn a_broken_line_is_not_the_relays_silence() {
        let mut waiting = Unanswered::default();
        waiting.asked(Refused::Burn, 0);
        assert!(waiting.line_changed());
        assert!(!waiting.line_changed());
        assert_eq!(waiting.judge(ONE, false, PATIENCE_MS), None);
    }
}
