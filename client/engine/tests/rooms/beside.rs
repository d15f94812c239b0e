//! What the relay says by its word alone, beside the log or in it: it is shown as that, moves nothing that a member signs
//! for, and is found where it contradicts what members say.

use super::{READY_MS, VICTIMS, event_at, fork, lived, three};
use crate::simulator::{Frame, World};
use burnroom_engine::effect::{Ended, Flaw, Fork, Keys, Notice};
use burnroom_engine::input::Input;
use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::frame::{
    Base64, BurnCause, EventFrame, RelayFrame, SequencedPost, decode_ephemeral, encode_frame,
};
use burnroom_shared::ids::{Digest, SeatToken};
use burnroom_shared::log::Departure;
use burnroom_shared::refusal::Refusal;

fn text(frame: &RelayFrame) -> Frame {
    Frame::Text(encode_frame(frame))
}

fn deadline(world: &World, place: usize) -> u64 {
    let at = |notice: &Notice| if let Notice::Deadline { steady_ms, .. } = notice { Some(*steady_ms) } else { None };
    world.peers[place].notices.iter().rev().find_map(at).unwrap()
}

fn silent(world: &World, place: usize, other: usize) -> bool {
    world.peers[place].roster().iter().any(|member| member.id == world.peers[other].id && member.silent)
}

#[test]
fn r71_an_owner_by_the_relays_word_is_shown_as_that_and_found_where_only_one_is_told() {
    for stage in VICTIMS {
        let mut victim = stage(three(51));
        let id = victim.world.peers[1].id;
        victim.tell(&[event_at(0, 0, EventFrame::Owner { id })]);
        let shown = &victim.world.peers[victim.place].notices;
        assert!(shown.contains(&Notice::PinShown(id)), "{}: it is said to have shown the PIN", victim.what);
        let owed = victim.owed.clone();
        victim.hear(owed.into_iter().skip(1));
        victim.is_found("the others know nothing of it");
        // Of somebody who is not there it cannot be.
        let mut victim = stage(three(51));
        victim.tell(&[event_at(0, 0, EventFrame::Owner { id: burnroom_shared::ids::MemberId([9; 16]) })]);
        victim.is_caught(Fork::InvalidEvent, "nobody");
    }
}

#[test]
fn r72_who_is_said_to_have_left_and_has_not_comes_again_and_nothing_is_read_twice() {
    for departure in [Departure::Left, Departure::Lost, Departure::Displaced, Departure::Replaced] {
        let mut world = three(52);
        world.say(1, "once");
        // It is numbered, and its sender does not hear so: its line is closed, and everyone is told that it left.
        let post = world.peers[1].up.pop_back().unwrap();
        world.relay_frame(1, post);
        world.cut(1);
        world.drop_peer(1, departure);
        world.pass(40_000);
        let id = world.peers[1].id;
        assert!(world.peers[1].notices.contains(&Notice::Reseated), "{departure:?}");
        for place in [0, 2] {
            assert_eq!(world.peers[place].texts(), ["once"], "{departure:?}: shown to {place} as said twice");
            let told = &world.peers[place].notices;
            assert!(told.contains(&Notice::Departed(id, departure)) && told.contains(&Notice::Arrived(id)));
        }
        world.say(1, "here I am");
        world.pass(READY_MS);
        assert_eq!(world.peers[0].texts(), ["once", "here I am"], "{departure:?}");
    }
}

#[test]
fn r70_that_an_owner_removed_somebody_is_the_relays_word_unless_an_owner_signed_it() {
    let mut world = three(53);
    let id = world.peers[2].id;
    world.own(0, burnroom_engine::input::Deed::Kick(id));
    world.pass(READY_MS);
    assert!(world.peers[2].notices.contains(&Notice::Ended(Ended::Kicked)), "signed");
    // The same code at a member, at somebody who is away, at the door: and nobody has signed anything.
    for away in [false, true] {
        let mut world = three(53);
        if away {
            world.cut(2);
        }
        world.hear(2, Frame::Closed(Refusal::Kicked.close_code()));
        let notices = &world.peers[2].notices;
        assert!(notices.contains(&Notice::Ended(Ended::Refused(Refusal::Kicked))));
        assert!(!notices.contains(&Notice::Ended(Ended::Kicked)), "an owner is blamed for it");
    }
    let mut world = three(53);
    let eve = world.join("Eve");
    world.hear(eve, Frame::Closed(Refusal::Kicked.close_code()));
    assert!(world.peers[eve].notices.contains(&Notice::Ended(Ended::Refused(Refusal::Kicked))));
}

#[test]
fn r50_no_word_of_the_relay_puts_the_end_off() {
    for stage in VICTIMS {
        let mut victim = stage(lived(54));
        let before = deadline(&victim.world, victim.place);
        for (now_ms, deadline_ms) in [(0, u64::MAX), (u64::MAX, u64::MAX), (u64::MAX, u64::MAX - 1)] {
            victim.hear([text(&RelayFrame::Tick { now_ms, deadline_ms })]);
        }
        assert_eq!(deadline(&victim.world, victim.place), before, "{}", victim.what);
        // Earlier it may be, and that is shown.
        let sooner_ms = crate::simulator::START_MS + victim.world.now_ms + 5_000;
        victim.hear([text(&RelayFrame::Tick { now_ms: 0, deadline_ms: sooner_ms })]);
        assert!(deadline(&victim.world, victim.place) < before);
        victim.world.now_ms += 5_001;
        victim.world.input(victim.place, Input::Woke);
        assert_eq!(victim.world.peers[victim.place].burned(), Some(BurnCause::Deadline));
    }
}

#[test]
fn r63_a_token_that_is_none_costs_the_seat_and_no_text() {
    let mut world = three(55);
    world.hear(2, text(&RelayFrame::Token { token: SeatToken([0; 16]) }));
    world.say(2, "before");
    world.settle();
    world.cut(2);
    world.say(2, "meanwhile");
    world.pass(40_000);
    assert!(world.peers[2].notices.contains(&Notice::Reseated));
    assert_eq!(world.peers[0].texts(), ["before", "meanwhile"]);
    assert_eq!((fork(&world, 2), world.peers[2].sent()), (None, 2));
}

#[test]
fn r53_a_burn_that_only_one_is_told_of_leaves_nothing_there_and_shows_elsewhere() {
    for stage in VICTIMS {
        let mut victim = stage(three(56));
        victim.hear([text(&RelayFrame::Burned { cause: BurnCause::Command, seats: 9 })]);
        let place = victim.place;
        assert_eq!(victim.world.peers[place].burned(), Some(BurnCause::Command));
        assert!(victim.world.peers[place].session().room().is_none());
        let owed = victim.owed.clone();
        victim.hear(owed);
        assert!(victim.texts().is_empty(), "{}: read after the burn", victim.what);
        victim.world.peers[place].up.clear();
        victim.world.pass(100_000);
        assert!(silent(&victim.world, 0, place), "{}: the others are told nothing, and see it silent", victim.what);
    }
}

/// Junk in the name of `place`, as the relay can write it for anybody: all that is public is right.
fn junk(victim: &super::Victim, place: usize) -> Frame {
    let state = &victim.state;
    let id = victim.world.peers[place].id;
    let header = Header {
        lane: burnroom_shared::envelope::Lane::Durable,
        sender: id,
        transcript: state.epoch().transcript,
        counter: state.epoch().listed(&id).unwrap().next,
        seen: state.head().seq,
        log_seen: state.head().hash,
    };
    let mut envelope = burnroom_shared::envelope::unsigned(&header, &[1; 12], &[2; 272]);
    envelope.extend_from_slice(&[3; 64]);
    let (seq, time_ms) = (state.head().seq + 1, state.head().time_ms);
    Frame::Binary(SequencedPost { seq, time_ms, envelope: &envelope }.encode())
}

fn reached(world: &World, place: usize, other: usize) -> u64 {
    let reached = |notice: &Notice| if let Notice::Reached(reached) = notice { Some(reached.clone()) } else { None };
    let reached = world.peers[place].notices.iter().rev().find_map(reached).unwrap_or_default();
    let id = world.peers[other].id;
    reached.into_iter().find(|(of, _)| *of == id).map_or(0, |(_, seen)| seen)
}

#[test]
fn r39_junk_in_somebodys_name_says_neither_that_it_lives_nor_what_it_has_seen() {
    for stage in VICTIMS {
        let mut victim = stage(three(57));
        let owed = victim.owed.clone();
        victim.hear(owed);
        victim.state = victim.world.state.clone().unwrap();
        let before = reached(&victim.world, victim.place, 1);
        assert!(before < victim.state.head().seq, "Bob has yet to say that he has seen all of it");
        let junk = junk(&victim, 1);
        victim.hear([junk]);
        let id = victim.world.peers[1].id;
        let named = |notice: &Notice| matches!(notice, Notice::Suspect { sender, flaw: Flaw::Unauthentic, .. } if *sender == id);
        assert!(victim.world.peers[victim.place].notices.iter().any(named), "{}", victim.what);
        assert_eq!(reached(&victim.world, victim.place, 1), before, "{}: counts as delivered", victim.what);
    }
}

#[test]
fn r35_a_trimmed_post_in_ones_own_name_that_one_did_not_make_is_the_relays_word() {
    for stage in VICTIMS {
        let mut victim = stage(three(58));
        let Frame::Binary(bytes) = junk(&victim, victim.place) else { panic!("a post") };
        let post = SequencedPost::decode(&bytes).unwrap();
        let header = Envelope::decode(post.envelope).unwrap().header;
        let event = EventFrame::Trimmed { header: Base64(header.encode()), digest: Digest([5; 32]) };
        victim.hear([event_at(post.seq, post.time_ms, event)]);
        victim.is_caught(Fork::InvalidEvent, "trimmed");
    }
}

/// The same post without its body.
fn trimmed(frame: &Frame, is_true: bool) -> Frame {
    let Frame::Binary(bytes) = frame else { panic!("a post") };
    let post = SequencedPost::decode(bytes).unwrap();
    let envelope = Envelope::decode(post.envelope).unwrap();
    let mut digest = envelope.digest();
    digest.0[0] ^= u8::from(!is_true);
    event_at(post.seq, post.time_ms, EventFrame::Trimmed { header: Base64(envelope.header.encode()), digest })
}

#[test]
fn r64_a_body_that_one_is_denied_is_said_to_be_missing_and_another_in_its_place_is_a_fork() {
    for stage in VICTIMS {
        for is_true in [true, false] {
            let mut victim = stage(three(59));
            let mut told = victim.owed.clone();
            let at = told.iter().position(|frame| matches!(frame, Frame::Binary(_))).unwrap();
            told[at] = trimmed(&told[at], is_true);
            victim.hear(told);
            let missing = |notice: &&Notice| matches!(notice, Notice::Missing { .. });
            assert_eq!(victim.world.peers[victim.place].notices.iter().filter(missing).count(), 1, "{}", victim.what);
            if is_true {
                assert_eq!((victim.fork(), victim.texts().len()), (None, 2), "{}", victim.what);
            } else {
                // Whoever spoke next had read the truth.
                victim.is_found("another body");
            }
        }
    }
}

#[test]
fn r38_a_pulse_cannot_be_written_by_whoever_has_no_key() {
    for stage in VICTIMS {
        let mut victim = stage(three(60));
        let Frame::Binary(bytes) = junk(&victim, 1) else { panic!("a post") };
        let mut envelope = SequencedPost::decode(&bytes).unwrap().envelope.to_vec();
        envelope[1] = 2;
        let pulse = burnroom_shared::frame::encode_ephemeral(&envelope);
        assert!(decode_ephemeral(&pulse).is_some());
        let before = victim.world.peers[victim.place].notices.len();
        victim.hear([Frame::Binary(pulse)]);
        assert_eq!(victim.world.peers[victim.place].notices.len(), before, "{}", victim.what);
        assert_eq!(victim.world.peers[victim.place].keys(), Some(Keys::Ready));
        victim.works();
    }
}
