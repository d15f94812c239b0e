//! A relay that takes what it is given and neither numbers nor refuses it: within ten seconds the person is told (R75).

use crate::pair;
use crate::simulator::{Frame, World};
use burnroom_engine::effect::Notice;
use burnroom_engine::input::{Command, Deed, Input};
use burnroom_shared::frame::{BurnCause, MemberFrame, Refused, decode_member_frame, decode_post};
use burnroom_shared::refusal::Refusal;

const PATIENCE_MS: u64 = 10_000;
const STEP_MS: u64 = 500;

fn is_said(frame: &Frame) -> bool {
    match frame {
        Frame::Binary(frame) => decode_post(frame).is_ok_and(|post| post[1] == 1),
        Frame::Text(text) => matches!(
            decode_member_frame(text),
            Ok(MemberFrame::OwnerAct(_) | MemberFrame::Burn {} | MemberFrame::Claim { .. })
        ),
        _ => false,
    }
}

/// Lets time pass while the relay swallows what Ada says, and tells everybody else's.
fn swallow(world: &mut World, ada: usize, ms: u64) -> usize {
    let mut swallowed = 0;
    for _ in 0..ms / STEP_MS {
        let before = world.peers[ada].up.len();
        world.peers[ada].up.retain(|frame| !is_said(frame));
        swallowed += before - world.peers[ada].up.len();
        world.settle();
        world.linger(STEP_MS, 0);
    }
    swallowed
}

fn unanswered(world: &World, place: usize) -> Option<bool> {
    let shown = |notice: &Notice| if let Notice::Unanswered(shown) = notice { Some(*shown) } else { None };
    world.peers[place].notices.iter().rev().find_map(shown)
}

type Says = fn(&mut World, usize);

#[test]
fn r75_whatever_the_relay_takes_and_does_nothing_with_is_said_to_be_so() {
    // Ada owns the room; an owner that shows the PIN gets no answer, and is not owed one.
    let says: [(&str, usize, Says); 4] = [
        ("a text", 0, |world, ada| world.say(ada, "is it there?")),
        ("a deed", 0, |world, ada| world.own(ada, Deed::Lock)),
        ("a burn", 0, |world, ada| world.input(ada, Input::Do(Command::Burn))),
        ("a PIN", 1, |world, ada| world.input(ada, Input::Do(Command::Claim("123456".into())))),
    ];
    for (what, who, say) in says {
        let (mut world, ada, bob) = pair(421);
        let (ada, bob) = if who == 0 { (ada, bob) } else { (bob, ada) };
        say(&mut world, ada);
        assert!(swallow(&mut world, ada, PATIENCE_MS - STEP_MS) > 0, "{what}: the control");
        assert_eq!(unanswered(&world, ada), None, "{what}: too soon");
        swallow(&mut world, ada, 2 * STEP_MS);
        assert_eq!(unanswered(&world, ada), Some(true), "{what}");
        assert_eq!((unanswered(&world, bob), world.peers[ada].sent()), (None, 0), "{what}");
    }
}

#[test]
fn r75_an_answer_of_any_kind_ends_it() {
    let (mut world, ada, bob) = pair(422);
    world.say(ada, "late");
    let Some(post) = world.peers[ada].up.pop_back() else { panic!("a post") };
    swallow(&mut world, ada, PATIENCE_MS + STEP_MS);
    assert_eq!(unanswered(&world, ada), Some(true));
    world.relay_frame(ada, post);
    world.settle();
    assert_eq!(unanswered(&world, ada), Some(false));
    assert_eq!(world.peers[bob].texts(), ["late"]);

    world.input(bob, Input::Do(Command::Burn));
    world.peers[bob].up.retain(|frame| !is_said(frame));
    swallow(&mut world, ada, PATIENCE_MS + STEP_MS);
    assert_eq!(unanswered(&world, bob), Some(true));
    world.refuse(bob, Refused::Burn, Refusal::NotOwner, None);
    world.settle();
    assert_eq!(unanswered(&world, bob), Some(false));
}

#[test]
fn r75_a_room_in_which_everything_is_answered_says_nothing() {
    let (mut world, ada, bob) = pair(423);
    for number in 0..20 {
        world.say([ada, bob][number % 2], "on and on");
        world.pass(PATIENCE_MS);
    }
    assert_eq!((unanswered(&world, ada), unanswered(&world, bob)), (None, None));
}

#[test]
fn r75_a_burn_that_the_line_took_with_it_is_said_again() {
    let (mut world, ada, bob) = pair(424);
    world.input(ada, Input::Do(Command::Burn));
    world.peers[ada].up.clear();
    world.cut(ada);
    world.pass(PATIENCE_MS);
    assert_eq!(world.peers[bob].burned(), Some(BurnCause::Command));
    assert_eq!(world.peers[ada].burned(), Some(BurnCause::Command));
}
