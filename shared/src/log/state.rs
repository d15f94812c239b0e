//! R: everything public that decides what may happen next. Held and asked here; changed in `apply`, by `judge`'s leave.

use super::address::Address;
use super::event::{Change, Event, Invalid};
use super::resyncs::Resyncs;
use super::seat::Seat;
use crate::hash::Label;
use crate::ids::{EntryHash, LogHash, MemberId, RoomId, Transcript};
use crate::limits::TTL_MAX_S;
use crate::signed::ListedKeys;
use crate::sorted::{SortedMap, SortedSet};
use std::sync::Arc;

/// Most events since the `at` of the epoch in force, all of which a newcomer is told: the posts of two epochs, since `at`
/// may lie in the one before, and as many again for who comes and goes.
pub const TRAIL_MAX: usize = 16_384;
/// Most posts of one epoch: twenty times as many as any honest member lets pass before it rekeys.
pub const POSTED_MAX: u32 = 4_096;
/// Most comings and goings since the `at` of the epoch in force: beyond, nobody new is seated until somebody rekeys.
pub const UNKEYED_MAX: usize = 1_024;
/// Ids that a room remembers as gone, from which on nobody new is seated. Those who sit then may still go.
pub(super) const DEPARTED_MAX: usize = 16_384;
/// Departed in this incarnation: removed by an owner. Nobody is seated in it, nor in a higher one (R13).
pub(super) const NEVER_AGAIN: u32 = u32::MAX;

/// What a room begins with; all of it is in T_0, so nobody can be told another beginning unnoticed (R10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// The link's parameter byte.
    pub parameters: u8,
    /// The room's address.
    pub room: RoomId,
    /// SHA-256 of the entry token.
    pub entry_hash: EntryHash,
    /// The relay's wall clock at creation, ms since 1970.
    pub created_ms: u64,
    /// The id that owns the room from its joining.
    pub creator: MemberId,
}

impl Genesis {
    /// T_0, which is also L_0.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        Transcript(Label::GENESIS.hash(&[
            &[self.parameters],
            &self.room.0,
            &self.entry_hash.0,
            &self.created_ms.to_be_bytes(),
            &TTL_MAX_S.to_be_bytes(),
            &self.creator.0,
        ]))
    }
}

/// Where a listed sender is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: MemberId,
    /// The counter its next post must have.
    pub next: u32,
    /// The last `seen` it said.
    pub seen: u64,
}

/// The epoch in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// 0 before the first rekey.
    pub number: u32,
    /// T.
    pub transcript: Transcript,
    /// Who holds its secret, in the order of their seats.
    pub list: Vec<Listed>,
    /// Who made it; [`MemberId::NOBODY`] before the first rekey.
    pub author: MemberId,
    /// Up to where its author had read.
    pub at: u64,
    /// Its own place in the log.
    pub seq: u64,
    /// When it was sequenced, relay's ms.
    pub time_ms: u64,
    /// Posts since.
    pub posts: u32,
}

impl Epoch {
    /// The entry of `id`, if it is listed.
    #[must_use]
    pub fn listed(&self, id: &MemberId) -> Option<&Listed> {
        self.list.iter().find(|listed| listed.id == *id)
    }
}

/// The log at one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Which event.
    pub seq: u64,
    /// When, relay's ms.
    pub time_ms: u64,
    /// L after it.
    pub hash: LogHash,
    /// Who was seated after it, longest first.
    pub seats: Arc<[Seat]>,
    /// Whether it changed who is seated.
    pub roster_changed: bool,
}

/// What owners have set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Nobody new is let in.
    pub locked: bool,
    /// Nobody writes.
    pub closed: bool,
    /// When the room burns, relay's ms, if an owner has put it off.
    pub deadline_ms: Option<u64>,
    /// The last event by which an owner set something; 0 for none.
    pub seq: u64,
}

/// R: everything public that decides what may happen next.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(super) genesis: Genesis,
    pub(super) origin: Transcript,
    pub(super) departed: SortedMap<MemberId, u32>,
    pub(super) owners: SortedSet<MemberId>,
    pub(super) address: Address,
    pub(super) rules: Rules,
    pub(super) epoch: Epoch,
    pub(super) resyncs: Resyncs,
    /// From the `at` of the epoch in force to the head; never empty.
    pub(super) trail: Vec<Mark>,
    pub(super) head: Mark,
    /// Hash of what posts do not change.
    pub(super) standing: [u8; 32],
}

impl State {
    /// A room in which nothing has happened.
    #[must_use]
    pub fn new(genesis: Genesis) -> Self {
        let origin = genesis.transcript();
        let head = Mark {
            seq: 0,
            time_ms: genesis.created_ms,
            hash: LogHash(origin.0),
            seats: Arc::new([]),
            roster_changed: false,
        };
        let epoch = Epoch {
            number: 0,
            transcript: origin,
            list: Vec::new(),
            author: MemberId::NOBODY,
            at: 0,
            seq: 0,
            time_ms: genesis.created_ms,
            posts: 0,
        };
        let address = Address::new(0, genesis.room, genesis.entry_hash, 0);
        let state = Self {
            genesis,
            origin,
            departed: SortedMap::new(),
            owners: SortedSet::new(),
            address,
            rules: Rules::default(),
            epoch,
            resyncs: Resyncs::default(),
            trail: vec![head.clone()],
            head,
            standing: [0; 32],
        };
        Self { standing: state.standing_hash(), ..state }
    }

    /// What the room began with.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// T_0.
    #[must_use]
    pub fn origin(&self) -> Transcript {
        self.origin
    }

    /// The link in force.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What owners have set.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// True if an owner removed `id`.
    #[must_use]
    pub fn is_kicked(&self, id: &MemberId) -> bool {
        self.departed.get(id) == Some(&NEVER_AGAIN)
    }

    /// True if the epoch in force was made under the link in force.
    #[must_use]
    pub fn is_epoch_addressed(&self) -> bool {
        self.epoch.at >= self.address.seq
    }

    /// True if the name of `seat` is sealed under the link in force.
    #[must_use]
    pub fn is_named(&self, seat: &Seat) -> bool {
        seat.generation() == self.address.generation || self.address.named.contains(&seat.id())
    }

    /// The last event.
    #[must_use]
    pub fn head(&self) -> &Mark {
        &self.head
    }

    /// The epoch in force.
    #[must_use]
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// Who is seated, longest first.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        &self.head.seats
    }

    /// The seat of `id`.
    #[must_use]
    pub fn seat(&self, id: &MemberId) -> Option<&Seat> {
        self.seats().iter().find(|seat| seat.id() == *id)
    }

    /// True if the epoch's secret was wrapped for whoever sits there now: who left and came back is listed, and has none.
    #[must_use]
    pub fn is_keyed(&self, seat: &Seat) -> bool {
        seat.joined_seq() <= self.epoch.at && self.epoch.listed(&seat.id()).is_some()
    }

    /// True if `id` is seated and an owner: as the creator, by PIN, or because an owner handed the room over.
    #[must_use]
    pub fn is_owner(&self, id: &MemberId) -> bool {
        self.owners.contains(id) && self.seat(id).is_some()
    }

    /// The mark of event `seq`, if it is not before the epoch's `at` nor after the head.
    #[must_use]
    pub fn mark(&self, seq: u64) -> Option<&Mark> {
        let first = self.trail.first()?.seq;
        self.trail.get(usize::try_from(seq.checked_sub(first)?).ok()?)
    }

    /// The event that `change` would be at `now_ms`: the next number, never an earlier time.
    #[must_use]
    pub fn next(&self, change: Change, now_ms: u64) -> Event {
        Event { seq: self.head.seq + 1, time_ms: now_ms.max(self.head.time_ms), change }
    }

    /// The keys of `ids` as of event `at`, in the order of `ids`.
    ///
    /// # Errors
    /// [`Invalid::WrongReference`] if `at` is out of reach; [`Invalid::WrongList`] unless `ids` is an ordered subset of
    /// the seats there.
    pub fn listed_keys(&self, at: u64, ids: impl Iterator<Item = MemberId>) -> Result<Vec<ListedKeys>, Invalid> {
        let mut seats = self.mark(at).ok_or(Invalid::WrongReference)?.seats.iter();
        ids.map(|id| {
            let seat = seats.find(|seat| seat.id() == id).ok_or(Invalid::WrongList)?;
            Ok(ListedKeys { id, announcement: seat.announcement_hash(), agreement: seat.agreement() })
        })
        .collect()
    }
}
