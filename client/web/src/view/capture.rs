//! What crossed this device's line to the relay: how much of every kind, and the last posts byte for byte.
//!
//! Bytes are kept of sealed posts alone. Other frames can hold what serves whoever looks over a shoulder (a PIN, the
//! token of a seat), so they are counted and let go. Bounded in posts and in bytes, whatever comes.

use std::rc::Rc;

use burnroom_shared::envelope::{Envelope, Lane};
use burnroom_shared::frame::{SequencedPost, decode_ephemeral, decode_post};
use burnroom_shared::ids::{MemberId, RoomId};
use burnroom_shared::limits::CAPACITY_MAX;

/// Posts whose bytes are kept: more than anyone reads through.
const POSTS_MAX: usize = 50;
/// Bytes of them together: the newest few, where somebody pastes books.
const BYTES_MAX: usize = 256 * 1024;

/// Which way a frame went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From this device to the relay.
    Out,
    /// From the relay to this device.
    In,
}

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A sealed post: a text, or a step that devices take among themselves.
    Post,
    /// A sign of life, sealed.
    Pulse,
    /// Taking a seat or taking it up again: asked for, or granted with all that the relay tells about the room.
    Seat,
    /// Keys in the making: wrapped for members, renewed, asked for.
    Keys,
    /// A name under another link.
    Name,
    /// What an owner set, or that somebody is one.
    Rule,
    /// A PIN.
    Pin,
    /// Who came, went, or is away.
    Coming,
    /// A page of the past.
    Past,
    /// The time and the deadline.
    Time,
    /// A token for coming back.
    Token,
    /// Leaving, burning, or a no.
    Word,
}

/// How much of one kind went one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Which way.
    pub way: Way,
    /// Of what.
    pub kind: Kind,
    /// How many frames.
    pub frames: u64,
    /// Their bytes together.
    pub bytes: u64,
}

/// A kept post's own number: the order in which they crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostNumber(pub u64);

/// A post whose bytes are kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number here.
    pub number: PostNumber,
    /// Which way it crossed first.
    pub way: Way,
    /// Its place in the room's log and the relay's time of it; none until the relay has numbered it.
    pub place: Option<(u64, u64)>,
    /// The whole frame.
    pub frame: Rc<[u8]>,
}

burnroom_shared::debug_by_name!(Kept);

impl Kept {
    /// The post inside the frame.
    #[must_use]
    pub fn envelope(&self) -> &[u8] {
        match self.way {
            Way::Out => decode_post(&self.frame).unwrap_or_default(),
            Way::In => SequencedPost::decode(&self.frame).map(|post| post.envelope).unwrap_or_default(),
        }
    }
}

/// Everything that crossed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Capture {
    /// The room's address at the relay.
    pub room: Option<RoomId>,
    tallies: Vec<Tally>,
    kept: Vec<Kept>,
    posts: u64,
    came: Vec<(MemberId, u64)>,
}

burnroom_shared::debug_by_name!(Capture);

impl Capture {
    /// A text frame crossed.
    pub fn text(&mut self, way: Way, frame: &str) {
        self.count(way, kind_of(frame), frame.len());
    }

    /// A binary frame crossed.
    pub fn binary(&mut self, way: Way, frame: &[u8]) {
        let post = match way {
            Way::Out => decode_post(frame).ok().map(|envelope| (envelope, None)),
            Way::In => SequencedPost::decode(frame).ok().map(|post| (post.envelope, Some((post.seq, post.time_ms)))),
        };
        let lane = post.and_then(|(envelope, _)| Envelope::decode(envelope).ok()).map(|envelope| envelope.header.lane);
        let kind = match (post, lane) {
            (Some((envelope, place)), Some(Lane::Durable)) => {
                self.keep(way, envelope, place, frame);
                Kind::Post
            }
            (_, Some(Lane::Ephemeral)) => Kind::Pulse,
            _ if decode_ephemeral(frame).is_some() => Kind::Pulse,
            _ => Kind::Word,
        };
        self.count(way, kind, frame.len());
    }

    /// How much of each kind, in the order in which kinds appeared.
    #[must_use]
    pub fn tallies(&self) -> &[Tally] {
        &self.tallies
    }

    /// The posts whose bytes are kept, oldest first.
    #[must_use]
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// How many posts crossed whose bytes are kept no longer.
    #[must_use]
    pub fn let_go(&self) -> u64 {
        self.posts.saturating_sub(self.kept.len() as u64)
    }

    /// When a member took its seat, as this device heard; none of who sat here before it.
    #[must_use]
    pub fn seated_since(&self, id: MemberId) -> Option<u64> {
        self.came.iter().find(|(who, _)| *who == id).map(|(_, at_ms)| *at_ms)
    }

    /// A post that comes back numbered is the one that went out; its bytes are here already.
    fn keep(&mut self, way: Way, envelope: &[u8], place: Option<(u64, u64)>, frame: &[u8]) {
        if let Some(known) = self.kept.iter_mut().find(|kept| kept.envelope() == envelope) {
            known.place = known.place.or(place);
            return;
        }
        self.posts += 1;
        self.kept.push(Kept { number: PostNumber(self.posts), way, place, frame: frame.into() });
        let mut bytes: usize = self.kept.iter().map(|kept| kept.frame.len()).sum();
        while self.kept.len() > POSTS_MAX || bytes > BYTES_MAX {
            bytes -= self.kept.remove(0).frame.len();
        }
    }

    fn count(&mut self, way: Way, kind: Kind, length: usize) {
        let place = self.tallies.iter().position(|tally| (tally.way, tally.kind) == (way, kind));
        match place.and_then(|place| self.tallies.get_mut(place)) {
            Some(tally) => {
                tally.frames += 1;
                tally.bytes += length as u64;
            }
            None => self.tallies.push(Tally { way, kind, frames: 1, bytes: length as u64 }),
        }
    }

    /// A member took its seat.
    pub fn seat(&mut self, id: MemberId, at_ms: u64) {
        self.came.retain(|(who, _)| *who != id);
        self.came.push((id, at_ms));
        // No more than that are seated; whoever came before them has left.
        let over = self.came.len().saturating_sub(usize::from(CAPACITY_MAX));
        self.came.drain(..over);
    }
}

/// What text frames are for, by their names.
const KINDS: [(&str, Kind); 19] = [
    ("join", Kind::Seat),
    ("resume", Kind::Seat),
    ("hello", Kind::Seat),
    ("resumed", Kind::Seat),
    ("fresh", Kind::Keys),
    ("rekey", Kind::Keys),
    ("resync", Kind::Keys),
    ("relink", Kind::Keys),
    ("linkbox", Kind::Keys),
    ("profile", Kind::Name),
    ("owner-act", Kind::Rule),
    ("owner", Kind::Rule),
    ("past", Kind::Past),
    ("trimmed", Kind::Past),
    ("claim", Kind::Pin),
    ("joined", Kind::Coming),
    ("left", Kind::Coming),
    ("presence", Kind::Coming),
    ("tick", Kind::Time),
];
/// Stands before the name of a frame.
const TYPE: &[u8] = b"\"type\":\"";
/// Stands before the name of an event, in a frame of that name.
const KIND: &[u8] = b"\"kind\":\"";

/// What a text frame is for, by the name in it: good for a count, whatever a relay makes of it.
fn kind_of(frame: &str) -> Kind {
    let named = match name_after(TYPE, frame.as_bytes()) {
        b"token" => return Kind::Token,
        b"event" => name_after(KIND, frame.as_bytes()),
        name => name,
    };
    let known = KINDS.iter().find(|(name, _)| name.as_bytes() == named);
    known.map_or(Kind::Word, |(_, kind)| *kind)
}

/// What stands between `mark` and the next quotation mark.
fn name_after<'frame>(mark: &[u8], frame: &'frame [u8]) -> &'frame [u8] {
    let at = frame.windows(mark.len()).position(|window| window == mark);
    let name = at.and_then(|at| frame.get(at + mark.len()..)).unwrap_or_default();
    let end = name.iter().position(|byte| *byte == b'"').unwrap_or_default();
    name.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
