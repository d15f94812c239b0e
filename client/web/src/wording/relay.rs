//! What the relay sees, in plain words: of every kind of frame, of every part of a post, and of the room as a whole.

use burnroom_shared::ids::MemberId;

use crate::clock::{counted, time_of_day};
use crate::view::capture::{Capture, Kept, Kind, Tally, Way};
use crate::view::dissection::{Dissection, Part, hex};
use crate::view::people::{Member, People, Presence};
use crate::view::room::Room;

/// The name of the panel, and of what opens it.
pub const TITLE: &str = "What the relay sees";
/// The first sentence, while every post is still here.
const EVERYTHING: &str = "This is everything that left this device for the relay.";
/// Beside it.
pub const BOTH_WAYS: &str =
    "And all that came back: what was said, beside the bytes that crossed. The relay has no key to them.";
/// Where there is nothing yet.
pub const NOTHING_SAID: &str = "Nothing has been said yet. Say something, and see here what becomes of it.";
/// Beside a post that is no text.
pub const NOT_A_TEXT: &str = "Not a text: devices comparing a code or handing on history, or something that does not open. The relay cannot tell.";
/// Beside one's own post that the relay has not numbered: only its number says which of one's words it is.
pub const ON_ITS_WAY: &str = "On its way: with its number you will see which of your words it is.";
/// Under the counts.
pub const NOT_KEPT: &str = "PINs and tokens are among these, so they are counted here and not shown. Before them, this \
     page was fetched, and the relay was asked for the room.";
/// All that the relay does not know.
pub const HIDDEN: [&str; 5] = [
    "what you call yourselves, and what the room is called",
    "a single word that was said, or whether it was a text at all",
    "the keys, and the link that they begin with",
    "your codes, and whether they agreed",
    "who you are, beyond where you connect from",
];

/// The first sentence. What was let go is said.
#[must_use]
pub fn lead(capture: &Capture) -> String {
    match capture.let_go() {
        0 => EVERYTHING.into(),
        gone => [
            "These are the last ",
            &counted(capture.kept().len() as u64, "post"),
            ". ",
            &gone.to_string(),
            " earlier are counted below, and their bytes are kept no longer.",
        ]
        .concat(),
    }
}

/// What became of a frame: "441 bytes left this device. The relay has numbered them 7."
#[must_use]
pub fn crossed(kept: &Kept) -> String {
    let bytes = counted(kept.frame.len() as u64, "byte");
    match (kept.way, kept.place) {
        (Way::Out, Some((seq, _))) => {
            [&bytes, " left this device. To the relay they are number ", &seq.to_string()].concat()
        }
        (Way::Out, None) => [&bytes, " left this device. The relay has not numbered them"].concat(),
        (Way::In, place) => {
            let seq = place.map_or(0, |(seq, _)| seq).to_string();
            [&bytes, " came from the relay, as number ", &seq].concat()
        }
    }
}

/// What bytes of a post are, and what they say to whoever reads them, as the relay can.
#[must_use]
pub fn part(part: Part, post: &Dissection<'_>, kept: &Kept, people: &People) -> String {
    let says = match part {
        Part::Number => kept.place.map_or(0, |(seq, _)| seq).to_string(),
        Part::Counter => post.header.counter.to_string(),
        Part::Seen => post.header.seen.to_string(),
        Part::Sealed => [&post.padded.to_string(), " bytes after padding, and a seal of 16"].concat(),
        Part::Sender => to_you(post.header.sender, people),
        _ => String::new(),
    };
    let what = match part {
        Part::Tag => "Here comes a post",
        Part::Number => "Its number: ",
        Part::Time => "The relay's time",
        Part::Version => "Version, and that it is kept",
        Part::Sender => "Sender id",
        Part::Epoch => "Which keys (epoch T)",
        Part::Counter => "Counter: ",
        Part::Seen => "Seen, the last number read: ",
        Part::LogSeen => "Hash of all up to there",
        Part::Iv => "Random start",
        Part::Sealed => "Sealed: ",
        Part::Signature => "Sender's signature",
    };
    [what, &says].concat()
}

/// Behind an id, which is all that the relay has. Whatever a name holds stays within the brackets.
fn to_you(id: MemberId, people: &People) -> String {
    [" (to you: \u{2068}", &people.object(id), "\u{2069})"].concat()
}

/// The room, as the relay knows it: numbers, ids and times.
#[must_use]
pub fn known(room: &Room, east_of_utc_min: i32) -> Vec<String> {
    let burns = time_of_day(room.countdown.deadline_ms, east_of_utc_min);
    let lock = if room.rules.locked { "it is locked" } else { "it is not locked" };
    let taken = [&room.people.present_count().to_string(), " of ", &room.capacity.to_string(), " seats are taken:"];
    let mut lines = vec![
        ["the room's address ", &room.capture.room.map_or_else(String::new, |room| hex(&room.0))].concat(),
        [lock, ", it burns at ", &burns].concat(),
        "where each device connects from, and with what browser".into(),
        "of every post its sender's id, its time and its length".into(),
        taken.concat(),
    ];
    lines.extend(room.people.present().map(|member| seat(member, room, east_of_utc_min)));
    lines
}

/// A seat as the relay knows it, and whose it is to this person.
fn seat(member: &Member, room: &Room, east_of_utc_min: i32) -> String {
    let since = match room.capture.seated_since(member.id) {
        Some(at_ms) => time_of_day(at_ms, east_of_utc_min),
        None if member.id == room.me => "you came in".into(),
        None => "before you came".into(),
    };
    let owner = if member.owner { ", owner" } else { "" };
    let away = if member.presence == Presence::Away { ", away" } else { "" };
    [&hex(&member.id.0), " since ", &since, owner, away, &to_you(member.id, &room.people)].concat()
}

/// "in: 3 × a sealed post, 1,377 bytes": how much of a kind crossed, and what of it the relay can read.
#[must_use]
pub fn tally(tally: &Tally) -> String {
    let way = if tally.way == Way::Out { "out: " } else { "in: " };
    [way, &tally.frames.to_string(), " × ", kind(tally.kind), ", ", &counted(tally.bytes, "byte")].concat()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Post => "a sealed post",
        Kind::Pulse => "a sealed sign of life",
        Kind::Seat => "about a seat: public keys, the room's public log, sealed names",
        Kind::Keys => "keys, each locked for one member",
        Kind::Name => "a sealed name",
        Kind::Rule => "what an owner set: lock, deadline, a sealed title",
        Kind::Pin => "the owner's PIN",
        Kind::Coming => "who comes, goes and is away, by id",
        Kind::Past => "a page of the past",
        Kind::Time => "the time and the deadline",
        Kind::Token => "a token for coming back",
        Kind::Word => "a short word: leave, burn, no",
    }
}

#[cfg(test)]
mod tests {
    use burnroom_shared::frame::{SequencedPost, encode_post};

    use super::{EVERYTHING, Kind, Way, crossed, kind, lead, tally};
    use crate::view::capture::{Capture, Tally};

    fn post(counter: u8) -> Vec<u8> {
        let mut bytes = vec![0; 300];
        bytes[..2].copy_from_slice(&[1, 1]);
        bytes[53] = counter;
        bytes
    }

    #[test]
    fn the_first_sentence_promises_no_more_than_is_there() {
        let mut capture = Capture::default();
        assert_eq!(lead(&capture), EVERYTHING);
        for counter in 0..53 {
            capture.binary(Way::Out, &encode_post(&post(counter)));
        }
        let says = "These are the last 50 posts. 3 earlier are counted below, and their bytes are kept no longer.";
        assert_eq!(lead(&capture), says);
    }

    #[test]
    fn each_frame_is_said_with_its_way_its_length_and_its_number() {
        let mut capture = Capture::default();
        capture.binary(Way::Out, &encode_post(&post(0)));
        assert_eq!(crossed(&capture.kept()[0]), "301 bytes left this device. The relay has not numbered them");
        for (seq, counter) in [(7, 0), (8, 1)] {
            capture.binary(Way::In, &SequencedPost { seq, time_ms: 0, envelope: &post(counter) }.encode());
        }
        assert_eq!(crossed(&capture.kept()[0]), "301 bytes left this device. To the relay they are number 7");
        assert_eq!(crossed(&capture.kept()[1]), "317 bytes came from the relay, as number 8");
    }

    #[test]
    fn what_is_counted_is_said_with_how_much_and_without_jargon() {
        let counted = Tally { way: Way::In, kind: Kind::Time, frames: 3, bytes: 1 };
        assert_eq!(tally(&counted), "in: 3 × the time and the deadline, 1 byte");
        for kind_of in [Kind::Post, Kind::Seat, Kind::Keys, Kind::Rule, Kind::Coming, Kind::Word] {
            for jargon in ["frame", "epoch", "JSON", "socket"] {
                assert!(!kind(kind_of).contains(jargon), "{}", kind(kind_of));
            }
        }
    }
}
