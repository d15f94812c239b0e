//! What the relay sees, in plain words: of every kind of frame, of every part of a post, and of the room as a whole.

use crate::clock::counted;
use crate::view::capture::{Capture, Kept, Kind, Tally, Way};
use crate::view::dissection::{Dissection, Part};

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

/// What bytes of a post are.
#[must_use]
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Tag => "Here comes a post",
        Part::Number => "Its number",
        Part::Time => "The relay's time",
        Part::Version => "Version, and that it is kept",
        Part::Sender => "Sender id",
        Part::Epoch => "Which keys (epoch T)",
        Part::Counter => "Counter",
        Part::Seen => "Seen: last number read",
        Part::LogSeen => "Hash of all up to there",
        Part::Iv => "Random start",
        Part::Sealed => "Sealed",
        Part::Signature => "Sender's signature",
    }
}

/// What a part says to whoever can read it, as the relay can; nothing where the bytes say it all.
#[must_use]
pub fn reads(part: Part, post: &Dissection<'_>, place: Option<(u64, u64)>) -> Option<String> {
    match part {
        Part::Number => place.map(|(seq, _)| seq.to_string()),
        Part::Counter => Some(post.header.counter.to_string()),
        Part::Seen => Some(post.header.seen.to_string()),
        Part::Sealed => Some([&post.padded.to_string(), " bytes after padding, and a seal of 16"].concat()),
        _ => None,
    }
}

/// "3 · posts: …": how much of a kind there was, and what of it the relay can read.
#[must_use]
pub fn tally(tally: &Tally) -> String {
    [&tally.frames.to_string(), " × ", kind(tally.kind), ", ", &counted(tally.bytes, "byte")].concat()
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
        assert_eq!(tally(&counted), "3 × the time and the deadline, 1 byte");
        for kind_of in [Kind::Post, Kind::Seat, Kind::Keys, Kind::Rule, Kind::Coming, Kind::Word] {
            for jargon in ["frame", "epoch", "JSON", "socket"] {
                assert!(!kind(kind_of).contains(jargon), "{}", kind(kind_of));
            }
        }
    }
}
