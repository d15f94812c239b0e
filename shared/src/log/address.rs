//! Where a room is: the link's generation in force, and who of those seated lacks it or has not said its name under it.

use crate::ids::{EntryHash, MemberId, RoomId};
use crate::limits::RELINKS_MAX;
use crate::sorted::SortedSet;

/// What the relay and everybody know of the link in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// 0 for the link that the room was made with.
    pub generation: u32,
    /// The room's address at the relay.
    pub room: RoomId,
    /// SHA-256 of the entry token.
    pub entry_hash: EntryHash,
    /// The event that brought it; 0 for the first.
    pub seq: u64,
    pub(super) asked: Vec<Asking>,
    pub(super) named: SortedSet<MemberId>,
}

/// A member that has said that it lacks the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Who.
    pub member: MemberId,
    /// The last generation that it has.
    pub has: u32,
    /// How often it has asked.
    pub times: u8,
    /// Whether nobody has answered its last asking.
    pub open: bool,
    /// Who has answered one.
    pub answered: SortedSet<MemberId>,
}

impl Address {
    pub(super) fn new(generation: u32, room: RoomId, entry_hash: EntryHash, seq: u64) -> Self {
        Self { generation, room, entry_hash, seq, asked: Vec::new(), named: SortedSet::new() }
    }

    /// Who waits for an answer, longest first.
    pub fn unanswered(&self) -> impl Iterator<Item = &Asking> {
        self.asked.iter().filter(|asking| asking.open)
    }

    /// What `member` has asked for, if it did.
    #[must_use]
    pub fn asking(&self, member: &MemberId) -> Option<&Asking> {
        self.asked.iter().find(|asking| asking.member == *member)
    }

    /// Writes an asking down. False if the last one is not answered yet, or there were too many (R19).
    pub(super) fn ask(&mut self, member: MemberId, has: u32) -> bool {
        match self.asked.iter().position(|asking| asking.member == member) {
            None => {
                let asking = Asking { member, has, times: 1, open: true, answered: SortedSet::new() };
                self.asked.push(asking);
                true
            }
            Some(place) => match self.asked.get_mut(place) {
                Some(asking) if !asking.open && asking.times < RELINKS_MAX => {
                    *asking = Asking { has, times: asking.times + 1, open: true, ..asking.clone() };
                    true
                }
                _ => false,
            },
        }
    }

    /// Writes an answer down. False if nobody asked for it, or `from` has answered before.
    pub(super) fn answer(&mut self, from: MemberId, to: MemberId, has: u32) -> bool {
        let asking = self.asked.iter_mut().find(|asking| asking.member == to && asking.open && asking.has == has);
        let Some(asking) = asking.filter(|asking| !asking.answered.contains(&from)) else { return false };
        asking.answered.insert(from);
        asking.open = false;
        true
    }

    /// Forgets who left.
    pub(super) fn left(&mut self, id: &MemberId) {
        self.asked.retain(|asking| asking.member != *id);
        self.named.remove(id);
    }
}
