//! What may happen in a room, in order, and why it may not. Public facts only.

use crate::envelope::Header;
use crate::hash::sha256;
use crate::ids::{Digest, MemberId};
use crate::signed::{Announcement, Fresh, Linkbox, OwnerAct, Power, Profile, Rekey, Relink, Resync, Verified};

/// Why somebody's seat became free. The relay's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Departure {
    /// The member said so.
    Left,
    /// The connection broke, and nobody resumed it in time.
    Lost,
    /// The room was full, and somebody took the seat of whoever had been away longest.
    Displaced,
    /// Its member came back from elsewhere, with the PIN.
    Replaced,
}

impl Departure {
    /// The byte in the log.
    fn number(self) -> u8 {
        match self {
            Self::Left => 0,
            Self::Lost => 1,
            Self::Displaced => 2,
            Self::Replaced => 3,
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Change {
    /// Somebody took a seat.
    Joined(Verified<Announcement>),
    /// A seat became free.
    Left(MemberId, Departure),
    /// A member has a new agreement key.
    Fresh(Verified<Fresh>),
    /// A new epoch.
    Rekey(Box<Verified<Rekey>>),
    /// A member could not use the epoch's secret.
    Resync(Verified<Resync>),
    /// An owner did something.
    OwnerAct(Box<Verified<OwnerAct>>),
    /// A member asks for the link in force.
    Relink(Verified<Relink>),
    /// A member hands it over.
    Linkbox(Box<Verified<Linkbox>>),
    /// A member's name under the link in force.
    Profile(Box<Verified<Profile>>),
    /// A seat showed the PIN. The relay's word.
    Owner(MemberId),
    /// A sealed post.
    Post(Post),
}

/// The public facts of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// The header, signed and bound into the ciphertext.
    pub header: Header,
    /// SHA-256 of the whole post, signature included.
    pub digest: Digest,
}

impl Change {
    /// The kind number in the log hash.
    #[must_use]
    pub fn kind(&self) -> u8 {
        match self {
            Self::Joined(_) => 1,
            Self::Left(..) => 2,
            Self::Fresh(_) => 3,
            Self::Rekey(_) => 4,
            Self::Resync(_) => 5,
            Self::OwnerAct(act) => act.act().power.kind(),
            Self::Relink(_) => 7,
            Self::Linkbox(_) => 8,
            Self::Profile(_) => 9,
            Self::Owner(_) => 13,
            Self::Post(_) => 17,
        }
    }

    /// Whom it is about.
    #[must_use]
    pub fn subject(&self) -> MemberId {
        match self {
            Self::Joined(joined) => joined.act().id(),
            Self::Left(id, _) | Self::Owner(id) => *id,
            Self::Fresh(fresh) => fresh.act().member,
            Self::Rekey(rekey) => rekey.act().author,
            Self::Resync(resync) => resync.act().member,
            Self::OwnerAct(act) => act.act().owner,
            Self::Relink(relink) => relink.act().member,
            Self::Linkbox(linkbox) => linkbox.act().from,
            Self::Profile(profile) => profile.act().member,
            Self::Post(post) => post.header.sender,
        }
    }

    /// SHA-256 of the signed bytes; of one byte for a departure; of nothing for an owner by PIN.
    #[must_use]
    pub fn digest(&self) -> Digest {
        match self {
            Self::Joined(joined) => joined.signed().digest(),
            Self::Left(_, departure) => Digest(sha256(&[departure.number()])),
            Self::Fresh(fresh) => fresh.signed().digest(),
            Self::Rekey(rekey) => rekey.signed().digest(),
            Self::Resync(resync) => resync.signed().digest(),
            Self::OwnerAct(act) => act.signed().digest(),
            Self::Relink(relink) => relink.signed().digest(),
            Self::Linkbox(linkbox) => linkbox.signed().digest(),
            Self::Profile(profile) => profile.signed().digest(),
            Self::Owner(_) => Digest(sha256(&[])),
            Self::Post(post) => post.digest,
        }
    }
}

/// One numbered event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its place: 1 for the first.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970; never decreases.
    pub time_ms: u64,
    /// What happened.
    pub change: Change,
}

/// Why an event is not valid where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Not the next number, or time went back.
    OutOfOrder,
    /// Signed with another key than its author's.
    NotItsSigner,
    /// Made for another room, generation or beginning.
    ElsewhereMade,
    /// The id is seated, or returns with an incarnation it had.
    AlreadySeated,
    /// No such seat, not in that incarnation, or not yet at the event it refers to.
    NotSeated,
    /// No seat is left, or the log is as long as it may be.
    Overfull,
    /// A fresh key that is not the next of its member.
    WrongNumber,
    /// Names an epoch that is not in force.
    AnotherEpoch,
    /// The sender is not in the epoch's list.
    NotListed,
    /// Not the sender's next counter, or none is left in this epoch.
    WrongCounter,
    /// Refers to an event before the epoch, after the head, or before what the sender saw last.
    WrongReference,
    /// The author's log differs from this one at an event that both have.
    Forked,
    /// The list is not an ordered subset of the seats with its author in it.
    WrongList,
    /// Nothing happened that would call for a rekey.
    NoProgress,
    /// The member asked for this already, or it is so already.
    Repeated,
    /// Only an owner may.
    NotOwner,
    /// Nobody new is let in.
    Locked,
    /// Nobody writes.
    Closed,
    /// A deadline that is not later than the one before, over already, or more than 24 h after the creation.
    WrongDeadline,
}

impl Change {
    /// True for what changes whom the next epoch is for.
    #[must_use]
    pub fn changes_roster(&self) -> bool {
        let readdresses = |act: &OwnerAct| matches!(act.power, Power::Readdress(_));
        match self {
            Self::Joined(_) | Self::Left(..) => true,
            Self::OwnerAct(act) => readdresses(act.act()),
            _ => false,
        }
    }
}
