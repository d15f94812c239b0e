//! One seat: who has it, with which keys. Made from checked announcements only.

use crate::ids::{AnnouncementHash, MemberId};
use crate::point::Point;
use crate::signed::{Announcement, Fresh, Signed, Verified};
use std::sync::Arc;

/// A member's seat.
#[derive(Clone, Debug)]
pub struct Seat(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: MemberId,
    announcement: Signed<Announcement>,
    announcement_hash: AnnouncementHash,
    fresh: Option<Signed<Fresh>>,
    generation: u32,
    joined_seq: u64,
    keyed_seq: u64,
}

impl Seat {
    pub(super) fn new(joined: &Verified<Announcement>, generation: u32, joined_seq: u64) -> Self {
        let announcement = joined.signed().clone();
        let (id, announcement_hash) = (announcement.act().id(), announcement.act().hash());
        let keyed_seq = joined_seq;
        Self(Arc::new(Inner { id, announcement, announcement_hash, fresh: None, generation, joined_seq, keyed_seq }))
    }

    pub(super) fn with_fresh(&self, fresh: &Verified<Fresh>, keyed_seq: u64) -> Self {
        Self(Arc::new(Inner {
            id: self.0.id,
            announcement: self.0.announcement.clone(),
            announcement_hash: self.0.announcement_hash,
            fresh: Some(fresh.signed().clone()),
            generation: self.0.generation,
            joined_seq: self.0.joined_seq,
            keyed_seq,
        }))
    }

    /// The member.
    #[must_use]
    pub fn id(&self) -> MemberId {
        self.0.id
    }

    /// How often this id has taken a seat before.
    #[must_use]
    pub fn incarnation(&self) -> u32 {
        self.announcement().incarnation
    }

    /// The generation of the link under which it took the seat.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.0.generation
    }

    /// What it announced.
    #[must_use]
    pub fn announcement(&self) -> &Announcement {
        self.0.announcement.act()
    }

    /// The announcement as signed.
    #[must_use]
    pub fn signed_announcement(&self) -> &Signed<Announcement> {
        &self.0.announcement
    }

    /// The hash that rekeys name the announcement by.
    #[must_use]
    pub fn announcement_hash(&self) -> AnnouncementHash {
        self.0.announcement_hash
    }

    /// The last fresh key as signed, if there was one.
    #[must_use]
    pub fn signed_fresh(&self) -> Option<&Signed<Fresh>> {
        self.0.fresh.as_ref()
    }

    /// The signing key.
    #[must_use]
    pub fn signing(&self) -> Point {
        self.announcement().signing
    }

    /// The agreement key in force.
    #[must_use]
    pub fn agreement(&self) -> Point {
        self.0.fresh.as_ref().map_or(self.announcement().agreement, |fresh| fresh.act().agreement)
    }

    /// The number of the agreement key in force: 0 for the announcement's.
    #[must_use]
    pub fn agreement_number(&self) -> u32 {
        self.0.fresh.as_ref().map_or(0, |fresh| fresh.act().number)
    }

    /// The event that took the seat.
    #[must_use]
    pub fn joined_seq(&self) -> u64 {
        self.0.joined_seq
    }

    /// The event that brought the agreement key in force.
    #[must_use]
    pub fn keyed_seq(&self) -> u64 {
        self.0.keyed_seq
    }
}

impl PartialEq for Seat {
    fn eq(&self, other: &Self) -> bool {
        let place = |seat: &Self| (seat.generation(), seat.joined_seq(), seat.keyed_seq());
        let keys = |seat: &Self| (seat.id(), seat.announcement_hash(), seat.agreement());
        place(self) == place(other) && keys(self) == keys(other)
    }
}
