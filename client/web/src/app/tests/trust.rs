//! What the relay sees, what no honest relay does, and who is not who they seem: words and weights.

use std::rc::Rc;

use burnroom_engine::effect::{Flaw, Fork};
use burnroom_shared::envelope::{Header, Lane, unsigned};
use burnroom_shared::frame::SequencedPost;
use burnroom_shared::ids::{LogHash, MemberId, Transcript};

use super::{ADA, ME, drawn, room, said};
use crate::view::capture::{Capture, PostNumber, Way};
use crate::view::log::Note;
use crate::view::people::{Assurance, Member};
use crate::view::room::RoomChange;
use crate::view::sheet::Sheet;

/// A post of Ada's with these bytes under its seal, as number 1 of the log.
fn crossed(sealed: &[u8]) -> RoomChange {
    let (transcript, log_seen) = (Transcript([3; 32]), LogHash([5; 32]));
    let header = Header { lane: Lane::Durable, sender: ADA, transcript, counter: 4, seen: 6, log_seen };
    let mut envelope = unsigned(&header, &[7; 12], sealed);
    envelope.extend_from_slice(&[8; 64]);
    let mut capture = Capture::default();
    capture.binary(Way::In, &SequencedPost { seq: 1, time_ms: 0, envelope: &envelope }.encode());
    RoomChange::Crossed(Rc::new(capture))
}

fn relay_sheet(sealed: &[u8], open: Option<PostNumber>) -> String {
    drawn(room(vec![said("the marker"), crossed(sealed), RoomChange::Sheet(Some(Sheet::Relay(open)))]))
}

#[test]
fn each_text_stands_beside_the_bytes_that_crossed() {
    let sealed = [0xC5; 272];
    let markup = relay_sheet(&sealed, None);
    let place = |words: &str| markup.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(place("This is everything that left this device for the relay.") < place("class=\"crossing-said"));
    assert!(place(">the marker</p>") < place("bytes came from the relay, as number 1"));
    for knows in ["2 of 5 seats are taken", "it is not locked, it burns at 00:09", "02020202 02020202"] {
        assert!(markup.contains(knows), "{knows}");
    }
    assert!(!markup.contains("Sealed:"), "it is taken apart only when asked for");
    let open = relay_sheet(&sealed, Some(PostNumber(1)));
    for part in ["Sender id", "Counter: 4", "Seen, the last number read: 6", "256 bytes after padding"] {
        assert!(open.contains(part), "{part}");
    }
    assert!(open.contains(&["c5c5c5c5"; 68].join(" ")), "every byte of what is sealed");
}

#[test]
fn a_text_in_the_clear_would_show_among_the_bytes() {
    let text = crate::view::dissection::hex(b"the marker");
    let shows = |sealed: &[u8]| relay_sheet(sealed, Some(PostNumber(1))).contains(&text);
    assert!(!shows(&[0xC5; 272]));
    let mut planted = [0xC5; 272];
    planted[..10].copy_from_slice(b"the marker");
    assert!(shows(&planted), "the control: planted, it shows");
}

#[test]
fn what_is_no_text_is_said_to_be_none() {
    let sheet = RoomChange::Sheet(Some(Sheet::Relay(None)));
    let markup = drawn(room(vec![crossed(&[0xC5; 272]), sheet.clone()]));
    assert!(markup.contains("Not a text"), "{markup}");
    assert!(drawn(room(vec![sheet])).contains("Nothing has been said yet."));
}

#[test]
fn a_fork_blocks_the_room_until_it_has_been_seen() {
    let forked = drawn(room(vec![RoomChange::Forked(Fork::LogDiffers)]));
    for words in ["Do not go on here", "showing people different rooms", "Leave the room", "Read what is here"] {
        assert!(forked.contains(words), "{words}");
    }
    assert!(forked.contains("sheet question bad"), "in red: {forked}");
    let stayed = drawn(room(vec![RoomChange::Forked(Fork::LogDiffers), RoomChange::Sheet(None)]));
    assert!(stayed.contains("banner bad") && stayed.contains("Nothing can be sent here"));
    // What the relay would have to do is not offered any more.
    let before = drawn(room(vec![]));
    for words in ["Ask in", "code-chip", "I have the owner PIN"] {
        assert!(before.contains(words) && !stayed.contains(words), "{words}");
    }
}

#[test]
fn only_failed_checks_are_red() {
    let eve = MemberId([9; 16]);
    let with_eve = |assurance| {
        let me = Member::new(ME, "fox", Assurance::Oneself);
        let people = vec![me, Member::new(ADA, "Ada", Assurance::Compared), Member::new(eve, "Eve", assurance)];
        drawn(room(vec![RoomChange::Roster(people), RoomChange::Noted(Note::Arrived(eve))]))
    };
    let (calm, red) = (with_eve(Assurance::NotCompared), with_eve(Assurance::Intruder));
    assert!(calm.contains("not compared yet") && !calm.contains("bad"), "{calm}");
    assert!(red.contains("note bad") && red.contains("assurance bad") && red.contains("people-button bad"));
    assert!(red.contains("People, 3 here, one of them without the link"));
    let suspect = |flaw| drawn(room(vec![RoomChange::Noted(Note::Suspect(ADA, flaw))]));
    assert!(suspect(Flaw::Unauthentic).contains("note bad"));
    assert!(suspect(Flaw::Unreadable).contains("note warn") && !suspect(Flaw::Unreadable).contains("note bad"));
    assert!(!suspect(Flaw::NoKey).contains("note bad") && !suspect(Flaw::NoKey).contains("note warn"));
    let unanswered = drawn(room(vec![RoomChange::Unanswered(true)]));
    assert!(unanswered.contains("banner warn") && unanswered.contains("has not taken") && unanswered.contains("Leave"));
    let withheld = drawn(room(vec![RoomChange::Withheld(true)]));
    assert!(withheld.contains("banner warn") && withheld.contains("holding something back"));
}

#[test]
fn whoever_could_be_taken_for_another_is_marked() {
    let twins = |name| {
        let people = [(ME, "fox", Assurance::Oneself), (ADA, name, Assurance::NotCompared)];
        drawn(room(vec![RoomChange::Roster(people.map(|(id, name, known)| Member::new(id, name, known)).into())]))
    };
    for name in ["Fоx", "FOX", "You"] {
        let markup = twins(name);
        assert!(markup.contains("another name looks alike") && markup.contains("key-tail\">0202"), "{name}");
    }
    assert!(!twins("Ada").contains("key-tail"));
}
