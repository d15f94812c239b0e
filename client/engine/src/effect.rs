//! What a session asks its driver to do, as data: send, wake, show. In order.

mod shown;

use crate::input::DraftId;
use burnroom_shared::frame::{BurnCause, Refused};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

/// One effect.
#[derive(PartialEq)]
pub enum Effect {
    /// Send a text frame.
    SendText(String),
    /// Send a binary frame.
    SendBinary(Vec<u8>),
    /// Open a socket to the same room; whatever is left of the one before is no longer heard.
    Connect,
    /// Close the socket.
    Disconnect,
    /// Call again with [`crate::input::Input::Woke`] when the steady clock reads this, ms. Replaces the one before.
    WakeAt(u64),
    /// Something to show.
    Show(Notice),
}

/// What happened, as far as a person may want to know.
#[derive(Clone, PartialEq)]
pub enum Notice {
    /// The seat is taken.
    Entered(Entered),
    /// Who is here now, in the order of their seats: replaces what was shown before.
    Roster(Vec<Member>),
    /// Somebody took a seat after us.
    Arrived(MemberId),
    /// A seat became free.
    Departed(MemberId, Departure),
    /// A seat showed the PIN and is an owner by that. The relay's word.
    PinShown(MemberId),
    /// An owner did something; signed.
    Done {
        /// Who.
        by: MemberId,
        /// What.
        done: Done,
    },
    /// What owners have set, and whether this device has the link in force. Shown at entering and at each change.
    Rules(Rules),
    /// The room has another title; `None` if it does not open.
    Title(Option<String>),
    /// The room has another link, and this device has it: [`crate::session::Session::fragment`].
    LinkChanged,
    /// The link that was pasted is not the room's.
    WrongLink,
    /// This device has a seat again after it had lost the one before: what was said meanwhile is not here.
    Reseated,
    /// The line is down: what was asked for is done as soon as it is back.
    Postponed(Refused),
    /// How far the others have come: the last event that each one's device has processed. Replaces what was shown.
    Reached(Vec<(MemberId, u64)>),
    /// Whether the relay keeps something back: a member has seen more of the log than it gave to this device.
    Withheld(bool),
    /// Whether the relay has neither numbered nor refused for ten seconds what this device has sent.
    Unanswered(bool),
    /// What was said before this device came, in a room with history: oldest first.
    Past(Vec<Earlier>),
    /// Whether texts can be sent now.
    Keys(Keys),
    /// Where the connection stands.
    Line(LineState),
    /// A member's post came too late to be still held by the relay.
    Missing {
        /// Who said it.
        sender: MemberId,
        /// Its place in the log.
        seq: u64,
    },
    /// A text of somebody else's.
    Received(Message),
    /// One's own text was numbered by the relay: everyone who is here gets it.
    Sent {
        /// Which.
        draft: DraftId,
        /// Its place in the log.
        seq: u64,
        /// The relay's wall clock, ms since 1970.
        time_ms: u64,
    },
    /// One's own text was not sent and will not be.
    NotSent {
        /// Which.
        draft: DraftId,
        /// Why.
        reason: NotSent,
    },
    /// Something came in a member's name that was not what it should be.
    Suspect {
        /// In whose name.
        sender: MemberId,
        /// Its place in the log.
        seq: u64,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The comparison changed.
    Comparison(Comparison),
    /// When the room burns, on both clocks. Shown at entering and whenever it becomes earlier.
    Deadline {
        /// On the device's wall clock, ms since 1970.
        wall_ms: u64,
        /// On the steady clock, ms.
        steady_ms: u64,
        /// The device's wall clock minus the relay's, ms; beyond 120,000 either way worth showing.
        clock_offset_ms: i64,
    },
    /// The relay said no to something.
    Refused {
        /// To what.
        of: Refused,
        /// Why.
        refusal: Refusal,
        /// When it is worth trying again, ms from now.
        retry_after_ms: Option<u64>,
        /// Of a PIN: how many wrong ones are left.
        tries_left: Option<u8>,
    },
    /// The room burned: everything is wiped; empty the page, then say [`crate::input::Command::PageEmptied`].
    Burned {
        /// Why.
        cause: BurnCause,
        /// How many were seated.
        seats: u16,
    },
    /// So many devices, one's own included, have confirmed that they erased.
    Erased {
        /// How many.
        confirmed: u16,
        /// Of how many that were seated.
        seats: u16,
    },
    /// The relay did something that no honest relay does. Nothing is sent or believed any more; what was said stays
    /// on the page until the person leaves.
    Forked(Fork),
    /// The session is over without a burn; everything is wiped.
    Ended(Ended),
}

/// What one finds on entering.
#[derive(Clone, PartialEq)]
pub struct Entered {
    /// One's own id.
    pub me: MemberId,
    /// Seats there are.
    pub capacity: u16,
    /// The title, if there is one that opens.
    pub title: Option<String>,
    /// Whether anyone may burn the room.
    pub anyone_may_burn: bool,
    /// Whether newcomers can read what was said before them.
    pub history: bool,
}

/// What an owner did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Removed somebody, and changed the link with it.
    Removed(MemberId),
    /// Changed the link.
    ChangedLink,
    /// Nobody new is let in.
    Locked,
    /// People are let in again.
    Unlocked,
    /// Nobody writes.
    Closed,
    /// People write again.
    Reopened,
    /// The room burns later.
    Extended {
        /// By how much, ms.
        by_ms: u64,
    },
    /// The room has another title.
    Renamed,
    /// Somebody else is an owner in their place.
    HandedOver(MemberId),
}

/// What owners have set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Nobody new is let in.
    pub locked: bool,
    /// Nobody writes.
    pub closed: bool,
    /// The link was changed and has not reached this device: others are asked for it; it can also be pasted.
    pub lacks_link: bool,
}

/// Something that was said before this device came.
#[derive(Clone, PartialEq)]
pub struct Earlier {
    /// As whoever said it called itself; `None` if that does not open.
    pub name: Option<String>,
    /// What and when; `None` in place of what the relay no longer holds or what does not open.
    pub text: Option<String>,
    /// Who said it.
    pub sender: MemberId,
    /// Its place in the log.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970.
    pub time_ms: u64,
}

/// What is known of somebody's having the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// Somebody with the link vouches for them.
    Good,
    /// They came under an earlier link, which this device never had: the next key tells.
    Unseen,
    /// Nobody with the link vouches for them: an intruder, who gets no key.
    Bad,
}

/// Somebody who is here.
#[derive(Clone, PartialEq)]
pub struct Member {
    /// Who.
    pub id: MemberId,
    /// As they call themselves; `None` if the sealed name does not open.
    pub name: Option<String>,
    /// Whether somebody with the link vouches for them.
    pub voucher: Voucher,
    /// Whether the person has compared codes with them.
    pub compared: bool,
    /// Whether they are an owner.
    pub owner: bool,
    /// Whether their connection is broken. The relay's word.
    pub away: bool,
    /// Whether nothing came from their device for three pulses, though the relay says that they are here.
    pub silent: bool,
}

/// Whether a text can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// No key yet: just entered.
    Waiting,
    /// Texts are sent at once.
    Ready,
    /// Somebody came or went: texts wait for the next key.
    Changing,
    /// Changing for more than 5 s.
    Slow,
    /// Changing for more than 30 s: offer to leave.
    Stuck,
}

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// Frames come and go, and nothing was missed.
    Up,
    /// It broke; it is tried again when the steady clock reads this, ms.
    Down {
        /// See above.
        retry_ms: u64,
    },
    /// The seat was given up or given away meanwhile; another is asked for when the steady clock reads this, ms.
    Unseated {
        /// See above.
        retry_ms: u64,
    },
    /// It is being opened, or what was missed is coming.
    Returning,
}

/// A text of somebody else's.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Who said it.
    pub sender: MemberId,
    /// Its place in the log.
    pub seq: u64,
    /// The relay's wall clock, ms since 1970.
    pub time_ms: u64,
    /// What was said.
    pub text: String,
}

/// Why one's own text stays a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// More than 4,000 grapheme clusters or 32 KiB.
    TooLong,
    /// Nothing in it but white space.
    Empty,
    /// More is waiting to be sent than is kept.
    TooMany,
    /// An owner closed the room.
    Closed,
    /// The session ended first.
    Ended,
}

/// What is wrong with something that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The signature does not hold: somebody else made it.
    Unauthentic,
    /// The signature holds and it does not open, or is nothing this version knows.
    Unreadable,
    /// There was no key for it here.
    NoKey,
}

/// Where a comparison of codes stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Waiting for everyone's part.
    Gathering {
        /// Whom it will cover, oneself included.
        members: Vec<MemberId>,
    },
    /// Read it aloud.
    Ready {
        /// Whom it covers, oneself included.
        members: Vec<MemberId>,
        /// What to read.
        fingerprint: Fingerprint,
    },
    /// The person said that it matches; the roster's marks changed with it.
    Matched,
    /// The person said that it differs.
    Differed,
    /// It came to nothing.
    Broken {
        /// Why.
        cause: Break,
    },
}

/// Why a comparison came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Not everyone answered within 20 s.
    Silence,
    /// Somebody who took part left.
    Left(MemberId),
    /// A member did something that no honest client does.
    Misbehaved(MemberId),
    /// There is nobody to compare with.
    Alone,
}

/// One fingerprint in three forms; any one suffices.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Five words of the PGP word list's two-syllable half and three-syllable half in turn: 40 bits.
    pub words: [&'static str; 5],
    /// Seven places in the list of 64 pictures: 42 bits.
    pub emoji: [u8; 7],
    /// Twelve digits: 39.86 bits.
    pub digits: String,
}

burnroom_shared::debug_by_name!(Fingerprint);

/// Why a session ended without a burn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Left,
    /// The relay refused the connection.
    Refused(Refusal),
    /// The connection broke before there was a seat.
    Lost,
    /// An owner removed this device, and signed that. What the relay says of it alone is a refusal.
    Kicked,
    /// Something came signed with this device's key that this device did not make.
    KeyMisused,
    /// The crypto suite failed.
    Suite,
}

/// What no honest relay does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fork {
    /// Sequenced an event that is not valid where it stands.
    InvalidEvent,
    /// Sent bytes that are no frame of this protocol.
    BadFrame,
    /// Told of another beginning than the link's or the creation's.
    AnotherRoom,
    /// Said that our log is not its own, or passed on what was made in another.
    LogDiffers,
    /// Refused again and again what is valid.
    LyingRefusal,
}
