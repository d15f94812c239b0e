//! What can be asked of a room, and what the room then owes to whom. Plain values.

use crate::connection::Frame;
use crate::pin::Typed;
use crate::token::Token;
use burnroom_shared::envelope::Header;
use burnroom_shared::frame::{Base64, BurnCause, EventFrame, RelayFrame, SequencedEvent, encode_frame};
use burnroom_shared::ids::{EntryHash, MemberId, RoomId};
use burnroom_shared::log::{Departure, Event, Post};
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Announcement, Fresh, Linkbox, OwnerAct, Profile, Rekey, Relink, Resync, Verified};
use std::collections::VecDeque;

/// What can be asked of a room. Signatures have been checked under the key of the connection's own seat.
pub enum Command<'a> {
    /// A seat.
    Join(Box<Joining>),
    /// The same seat again, on another connection.
    Resume(Resuming),
    /// To give a seat back.
    Leave(MemberId, Departure),
    /// The relay's own: the connection of a seat broke.
    Away(MemberId),
    /// The relay's own: give a seat another token.
    Renew(MemberId, Token),
    /// To announce a new agreement key.
    Fresh(Verified<Fresh>),
    /// To begin an epoch.
    Rekey(Box<Verified<Rekey>>),
    /// To ask for another epoch.
    Resync(Verified<Resync>),
    /// To do what owners may.
    OwnerAct(Box<Verified<OwnerAct>>),
    /// To ask for the link in force.
    Relink(Verified<Relink>),
    /// To hand it over.
    Linkbox(Box<Verified<Linkbox>>),
    /// To say one's name under it.
    Profile(Box<Verified<Profile>>),
    /// To pass a sealed post along.
    Post {
        /// Whose connection it came on.
        member: MemberId,
        /// Its public facts.
        post: Post,
        /// Its bytes.
        envelope: &'a [u8],
    },
    /// To pass a sealed post along, now or never.
    Ephemeral {
        /// Its header, whose sender is whose connection it came on.
        header: Header,
        /// Its bytes.
        envelope: &'a [u8],
    },
    /// To read what was before.
    Past {
        /// Who asks.
        member: MemberId,
        /// Events before this one.
        before: u64,
        /// How many at most.
        limit: u16,
    },
    /// To own the room.
    Claim {
        /// Who asks.
        member: MemberId,
        /// What was typed.
        pin: Typed,
    },
    /// To burn it.
    Burn {
        /// Who asks.
        member: MemberId,
    },
    /// The relay's own: burn it.
    End(BurnCause),
    /// The relay's own: free the seats that nobody came back to.
    Sweep,
    /// The relay's own: say what time it is.
    Tick,
}

burnroom_shared::debug_by_name!(Command<'_>:
    Join | Resume | Leave | Away | Renew | Fresh | Rekey | Resync | OwnerAct | Relink | Linkbox | Profile | Post |
    Ephemeral | Past | Claim | Burn | End | Sweep | Tick
);

/// Who asks for a seat.
#[derive(Debug)]
pub struct Joining {
    /// The address that was come to.
    pub at: RoomId,
    /// Of the entry token that was shown.
    pub entry_hash: EntryHash,
    /// Keys.
    pub announcement: Verified<Announcement>,
    /// Sealed.
    pub name: Base64,
    /// Takes the seat up again.
    pub token: Token,
    /// The PIN as typed, if it was.
    pub pin: Option<Typed>,
}

/// Who comes back to a seat.
#[derive(Debug)]
pub struct Resuming {
    /// Whose.
    pub id: MemberId,
    /// The token that was shown.
    pub shown: Token,
    /// The last event that was processed.
    pub seq: u64,
    /// The token for the next time.
    pub next: Token,
}

/// A frame and who is owed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Every seat.
    Everyone(Frame),
    /// Every seat but this.
    Others(MemberId, Frame),
    /// This seat alone.
    One(MemberId, Frame),
    /// This seat alone: what it missed, in order, before anything else.
    Missed(MemberId, VecDeque<Frame>),
    /// This seat alone: a page that it asked for, in one piece.
    Page(MemberId, VecDeque<Frame>),
    /// Every seat but this, if it keeps up: it may be dropped.
    Passing(MemberId, Frame),
    /// This seat alone, after all that it is owed: its line ends.
    Dismiss(MemberId, Refusal),
    /// Every seat, in place of whatever it is still owed: the room is gone.
    Last(Frame),
}

/// A control frame, made once for all who are owed it.
pub(super) fn text(frame: &RelayFrame) -> Frame {
    Frame::Text(encode_frame(frame).into())
}

/// The frame of an event that is not a post.
pub(super) fn event_frame(event: &Event, content: EventFrame) -> Frame {
    text(&RelayFrame::Event(SequencedEvent { seq: event.seq, time_ms: event.time_ms, event: content }))
}
