//! How far one's own messages have come: which of those who were here when one was numbered say that they have it.
//! A message only ever gets further, whoever leaves afterwards.

use burnroom_shared::ids::MemberId;

use crate::view::log::{MessageNumber, Spread};

/// What is still waited for, and how far everyone was last.
#[derive(Debug, Default)]
pub(super) struct Reach {
    waiting: Vec<Waiting>,
    marks: Vec<(MemberId, u64)>,
}

/// A message that not everyone has.
#[derive(Debug)]
struct Waiting {
    number: MessageNumber,
    seq: u64,
    of: usize,
    missing: Vec<MemberId>,
    /// How many went without it.
    lost: usize,
}

impl Waiting {
    /// Takes off who has it by now; true if that was anyone.
    fn hear(&mut self, marks: &[(MemberId, u64)]) -> bool {
        let before = self.missing.len();
        let has = |id: &MemberId| marks.iter().any(|(who, seq)| who == id && *seq >= self.seq);
        self.missing.retain(|id| !has(id));
        self.missing.len() < before
    }

    fn spread(&self) -> Spread {
        // At most a hundred are seated.
        let count = |people: usize| u16::try_from(people).unwrap_or(u16::MAX);
        Spread { delivered: count(self.of.saturating_sub(self.missing.len() + self.lost)), of: count(self.of) }
    }
}

impl Reach {
    /// A message was numbered while `others` were here.
    pub(super) fn sent(&mut self, number: MessageNumber, seq: u64, others: &[MemberId]) -> Spread {
        let mut waiting = Waiting { number, seq, of: others.len(), missing: others.to_vec(), lost: 0 };
        waiting.hear(&self.marks);
        let spread = waiting.spread();
        if !waiting.missing.is_empty() {
            self.waiting.push(waiting);
        }
        spread
    }

    /// Somebody's seat is gone. Whoever comes back under the same id was not given what it had not got by then.
    pub(super) fn departed(&mut self, id: &MemberId) {
        self.marks.retain(|(who, _)| who != id);
        for waiting in &mut self.waiting {
            let before = waiting.missing.len();
            waiting.missing.retain(|missing| missing != id);
            waiting.lost += before - waiting.missing.len();
        }
        self.waiting.retain(|waiting| !waiting.missing.is_empty());
    }

    /// How far everyone is now: the messages that came further by that.
    pub(super) fn reached(&mut self, marks: Vec<(MemberId, u64)>) -> Vec<(MessageNumber, Spread)> {
        self.marks = marks;
        let mut further = Vec::new();
        for waiting in &mut self.waiting {
            if waiting.hear(&self.marks) {
                further.push((waiting.number, waiting.spread()));
            }
        }
        self.waiting.retain(|waiting| !waiting.missing.is_empty());
        further
    }
}

#[cfg(test)]
mod tests {
    use burnroom_shared::ids::MemberId;

    use super::Reach;
    use crate::view::log::{MessageNumber, Spread};

    const ADA: MemberId = MemberId([2; 16]);
    const BEN: MemberId = MemberId([3; 16]);

    #[test]
    fn a_message_gets_further_and_never_back() {
        let mut reach = Reach::default();
        assert_eq!(reach.sent(MessageNumber(1), 7, &[ADA, BEN]), Spread { delivered: 0, of: 2 });
        assert_eq!(reach.reached(vec![(ADA, 6), (BEN, 6)]), []);
        assert_eq!(reach.reached(vec![(ADA, 7), (BEN, 6)]), [(MessageNumber(1), Spread { delivered: 1, of: 2 })]);
        assert_eq!(reach.reached(vec![(BEN, 6)]), [], "who left takes nothing back");
        assert_eq!(reach.reached(vec![(BEN, 9)]), [(MessageNumber(1), Spread { delivered: 2, of: 2 })]);
        assert_eq!(reach.reached(vec![(BEN, 10)]), [], "and then it is done");
    }

    #[test]
    fn whoever_comes_back_to_another_seat_was_not_given_what_it_missed() {
        let mut reach = Reach::default();
        assert_eq!(reach.sent(MessageNumber(1), 7, &[ADA, BEN]), Spread { delivered: 0, of: 2 });
        reach.departed(&BEN);
        assert_eq!(reach.reached(vec![(ADA, 6), (BEN, 9)]), []);
        assert_eq!(reach.reached(vec![(ADA, 7), (BEN, 9)]), [(MessageNumber(1), Spread { delivered: 1, of: 2 })]);
        assert_eq!(reach.sent(MessageNumber(2), 9, &[BEN]), Spread { delivered: 1, of: 1 }, "what comes later it gets");
    }

    #[test]
    fn whoever_says_so_before_the_number_comes_counts_at_once() {
        let mut reach = Reach::default();
        assert_eq!(reach.reached(vec![(ADA, 8)]), []);
        assert_eq!(reach.sent(MessageNumber(1), 8, &[ADA]), Spread { delivered: 1, of: 1 });
        assert_eq!(reach.sent(MessageNumber(2), 9, &[]), Spread::default(), "nobody is here");
    }
}
