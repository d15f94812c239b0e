//! The view as a whole: one screen after the other, and the room under every kind of change.

use std::rc::Rc;

use burnroom_engine::effect::{Break, Ended, Fingerprint, Fork, Keys, NotSent};
use burnroom_shared::frame::BurnCause;
use burnroom_shared::ids::MemberId;

use super::burned::{Burned, Pyre};
use super::comparison::{Code, Comparison};
use super::door::{Door, Shut};
use super::lobby::Notice;
use super::log::{Delivery, Log, Message, MessageNumber};
use super::people::{Assurance, Member, People};
use super::room::{Banner, Invitation, Line, Room, RoomChange, Sheet};
use super::{Action, Stage, View};
use crate::clock::Countdown;

const ME: MemberId = MemberId([1; 16]);
const ADA: MemberId = MemberId([2; 16]);

fn room() -> Room {
    Room {
        title: "Neon".into(),
        countdown: Countdown { deadline_ms: 600_000, span_ms: 600_000 },
        capacity: 2,
        me: ME,
        people: Rc::new(People::default()),
        log: Rc::new(Log::default()),
        draft: "".into(),
        comparison: Comparison::NotBegun,
        keys: Keys::Ready,
        line: Line::Up,
        fork: None,
        invitation: Rc::new(Invitation { link: "link".into(), pin: Some("123456".into()) }),
        anyone_may_burn: false,
        distrusts: false,
        sheet: None,
    }
}

fn inside(changes: Vec<RoomChange>) -> Room {
    let view = View::new(0, 0).after(Action::Entered(Rc::new(room())));
    let view = changes.into_iter().fold(view, |view, change| view.after(Action::InRoom(change)));
    (**view.room().expect("still inside")).clone()
}

fn code() -> Rc<Code> {
    let fingerprint = Fingerprint {
        words: ["aardvark", "absurd", "accrue", "acme", "adrift"],
        emoji: [0, 1, 2, 3, 4, 5, 63],
        digits: "123456789012".into(),
    };
    Rc::new(Code { fingerprint, covers: vec![ME, ADA] })
}

fn said(number: u64, text: &str) -> RoomChange {
    RoomChange::Said(Message {
        number: MessageNumber(number),
        author: ME,
        at_ms: 0,
        text: text.into(),
        delivery: Delivery::Sending,
    })
}

fn roster(others: &[(MemberId, &str, Assurance)]) -> RoomChange {
    let mut present = vec![Member::new(ME, "fox", Assurance::Oneself)];
    present.extend(others.iter().map(|(id, name, assurance)| Member::new(*id, name, *assurance)));
    RoomChange::Roster(present)
}

fn with_ada() -> RoomChange {
    roster(&[(ADA, "Ada", Assurance::NotCompared)])
}

fn burned() -> Burned {
    Burned { cause: BurnCause::Deadline, erased: 1, seats: 3, pyre: Pyre::default() }
}

#[test]
fn after_the_burn_nothing_of_the_room_is_in_the_view() {
    let view = View::new(0, 0).after(Action::Entered(Rc::new(room())));
    let view = view.after(Action::InRoom(said(1, "the marker")));
    let messages = view.room().unwrap().log.messages().count();
    assert_eq!(messages, 1, "the control: it was there");
    let view = view.after(Action::Burned(burned()));
    assert!(view.room().is_none());
    assert!(!format!("{view:?}").contains("Neon"));
}

#[test]
fn what_comes_after_the_end_changes_nothing() {
    let view = View::new(0, 0).after(Action::ToLobby(Some(Notice::Burned)));
    let later = view.clone().after(Action::InRoom(said(1, "late")));
    assert_eq!(later, view);
    assert_eq!(view.clone().after(Action::Erased { devices: 2 }), view);
}

#[test]
fn erased_devices_never_count_down_nor_above_the_seats() {
    let mut view = View::new(0, 0).after(Action::Burned(burned()));
    let mut counts = Vec::new();
    for devices in [2, 1, 9] {
        view = view.after(Action::Erased { devices });
        if let Stage::Burned(burned) = &view.stage {
            counts.push(burned.erased);
        }
    }
    assert_eq!(counts, [2, 2, 3]);
}

#[test]
fn the_worst_banner_wins_and_locks_only_when_something_is_wrong() {
    let slow = inside(vec![RoomChange::Keys(Keys::Slow)]);
    assert_eq!((slow.banner(), slow.is_locked()), (Some(Banner::ChangingSlowly), false));
    let differed = inside(vec![RoomChange::Keys(Keys::Stuck), RoomChange::CodeReady(code()), RoomChange::Differed]);
    assert_eq!((differed.banner(), differed.is_locked()), (Some(Banner::Differed), true));
    let forked =
        inside(vec![RoomChange::CodeReady(code()), RoomChange::Differed, RoomChange::Forked(Fork::LogDiffers)]);
    assert_eq!(forked.banner(), Some(Banner::Forked(Fork::LogDiffers)));
    assert_eq!(inside(vec![]).banner(), None);
}

#[test]
fn comparing_again_is_seen_at_once() {
    for verdict in [RoomChange::Matched, RoomChange::Differed] {
        let room = inside(vec![RoomChange::CodeReady(code()), verdict, RoomChange::Gathering]);
        assert_eq!(room.comparison, Comparison::Gathering);
    }
}

#[test]
fn a_difference_stays_until_a_code_matches() {
    let differed = vec![RoomChange::CodeReady(code()), RoomChange::Differed];
    let another = [differed.clone(), vec![RoomChange::CodeReady(code())]].concat();
    assert!(inside(another.clone()).is_locked(), "a new code alone clears nothing");
    let matched = [another, vec![RoomChange::Matched]].concat();
    assert!(!inside(matched).is_locked());
}

#[test]
fn owners_may_burn_and_others_only_where_anyone_may() {
    let owner = |owner| {
        let mut me = Member::new(ME, "fox", Assurance::Oneself);
        me.owner = owner;
        RoomChange::Roster(vec![me])
    };
    assert!(inside(vec![owner(true)]).may_burn());
    assert!(!inside(vec![owner(false)]).may_burn());
}

#[test]
fn a_match_is_told_in_the_log_once() {
    let changes = vec![with_ada(), RoomChange::CodeReady(code()), RoomChange::Matched, RoomChange::Matched];
    let room = inside(changes);
    assert!(matches!(room.comparison, Comparison::Matched(_)));
    assert_eq!(format!("{:?}", room.log).matches("Compared").count(), 1);
}

#[test]
fn without_a_code_there_is_nothing_to_match() {
    let room = inside(vec![with_ada(), RoomChange::Matched, RoomChange::Differed]);
    assert_eq!(room.comparison, Comparison::NotBegun);
    assert!(room.log.is_silent() && !format!("{:?}", room.log).contains("Compared"));
}

#[test]
fn a_code_being_read_aloud_is_not_taken_away() {
    let room = inside(vec![
        RoomChange::Gathering,
        RoomChange::CodeReady(code()),
        RoomChange::Gathering,
        RoomChange::Broken(Break::Silence),
    ]);
    assert_eq!(room.comparison, Comparison::ToCompare(code()));
    let broken = inside(vec![RoomChange::Gathering, RoomChange::Broken(Break::Left(ADA))]);
    assert_eq!(broken.comparison, Comparison::Broken(Break::Left(ADA)));
}

#[test]
fn what_was_typed_survives_a_broken_connection_and_nothing_else() {
    let typing = View::new(0, 0)
        .after(Action::Entered(Rc::new(room())))
        .after(Action::InRoom(RoomChange::Typed("half a sen".into())));
    let outside = typing.after(Action::AtDoor(Door::Shut(Shut::Ended(Ended::Lost))));
    let back = outside.clone().after(Action::Entered(Rc::new(room())));
    assert_eq!(&*back.room().unwrap().draft, "half a sen");
    assert_eq!(&*back.kept_draft, "");
    let elsewhere = outside.after(Action::ToLobby(None)).after(Action::Entered(Rc::new(room())));
    assert_eq!(&*elsewhere.room().unwrap().draft, "");
}

#[test]
fn words_that_did_not_go_come_back_before_what_was_typed_since() {
    let room = inside(vec![
        said(1, "first"),
        RoomChange::Advanced(MessageNumber(1), Delivery::NotSent(NotSent::TooMany)),
        RoomChange::Typed("second".into()),
        RoomChange::Redrafted(MessageNumber(1)),
    ]);
    assert_eq!(&*room.draft, "first\nsecond");
    assert!(room.log.is_silent());
}

#[test]
fn the_pin_is_gone_once_it_is_kept() {
    let room = inside(vec![RoomChange::Sheet(Some(Sheet::Share)), RoomChange::PinKept]);
    assert_eq!(room.invitation.pin, None);
    assert_eq!(room.sheet, Some(Sheet::Share));
}

#[test]
fn alone_is_when_nobody_else_is_here() {
    assert!(inside(vec![roster(&[])]).is_alone());
    assert!(!inside(vec![with_ada()]).is_alone());
    assert!(inside(vec![with_ada(), roster(&[])]).is_alone());
}
