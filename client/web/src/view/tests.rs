//! The view as a whole: one screen after the other, and the room under every kind of change.

mod door;

use std::rc::Rc;

use burnroom_engine::effect::{Break, Done, Ended, Fingerprint, Fork, Keys, NotSent, Rules};
use burnroom_shared::frame::{BurnCause, Refused};
use burnroom_shared::ids::MemberId;
use burnroom_shared::refusal::Refusal;

use super::banner::Banner;
use super::burned::{Burned, Ending, Pyre};
use super::comparison::{Code, Comparison};
use super::door::{Door, Shut};
use super::invitation::Invitation;
use super::lobby::Notice;
use super::log::{Delivery, Message, MessageNumber, Note, Past};
use super::people::{Assurance, Member};
use super::room::{Line, Room, RoomChange};
use super::sheet::Sheet;
use super::{Action, Stage, View};
use crate::clock::Countdown;

const ME: MemberId = MemberId([1; 16]);
const ADA: MemberId = MemberId([2; 16]);

fn room() -> Room {
    let mut room = Room::new("Neon", ME, 2, Rc::new(Invitation::new("link", Some("123456"))));
    room.countdown = Countdown { deadline_ms: 600_000, span_ms: 600_000 };
    room.keys = Keys::Ready;
    room
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
        seq: None,
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
    let ending = Ending::Burn { cause: BurnCause::Deadline, erased: 1, seats: 3 };
    Burned { ending, pyre: Pyre::default() }
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
        if let Stage::Burned(Burned { ending: Ending::Burn { erased, .. }, .. }) = &view.stage {
            counts.push(*erased);
        }
    }
    assert_eq!(counts, [2, 2, 3]);
}

#[test]
fn the_worst_banner_wins_and_locks_only_when_something_is_wrong() {
    let slow = inside(vec![RoomChange::Keys(Keys::Slow)]);
    assert_eq!((slow.banner(), slow.is_silenced()), (Some(Banner::ChangingSlowly), false));
    let differed = inside(vec![RoomChange::Keys(Keys::Stuck), RoomChange::CodeReady(code()), RoomChange::Differed]);
    assert_eq!((differed.banner(), differed.is_silenced()), (Some(Banner::Differed), true));
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
    assert!(inside(another.clone()).is_silenced(), "a new code alone clears nothing");
    let matched = [another, vec![RoomChange::Matched]].concat();
    assert!(!inside(matched).is_silenced());
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

fn rules(rules: Rules) -> RoomChange {
    RoomChange::Rules(rules)
}

#[test]
fn the_banner_says_what_owners_set_and_what_the_relay_does_after_a_broken_line() {
    let closed = rules(Rules { closed: true, ..Rules::default() });
    let lacking = rules(Rules { closed: true, lacks_link: true, ..Rules::default() });
    let held = RoomChange::Withheld(true);
    let changing = RoomChange::Keys(Keys::Slow);
    assert_eq!(inside(vec![changing.clone(), closed.clone()]).banner(), Some(Banner::Closed));
    assert_eq!(inside(vec![closed, held.clone()]).banner(), Some(Banner::Withheld));
    assert_eq!(inside(vec![held.clone(), lacking.clone()]).banner(), Some(Banner::LacksLink));
    let unanswered = RoomChange::Unanswered(true);
    assert_eq!(inside(vec![held.clone(), unanswered.clone()]).banner(), Some(Banner::Unanswered));
    assert_eq!(inside(vec![unanswered, lacking.clone()]).banner(), Some(Banner::LacksLink));
    let returning = RoomChange::Line(Line::Returning);
    assert_eq!(inside(vec![held.clone(), lacking, returning]).banner(), Some(Banner::Returning));
    assert_eq!(inside(vec![held, RoomChange::Withheld(false), changing]).banner(), Some(Banner::ChangingSlowly));
}

#[test]
fn who_closed_the_room_is_known_and_what_was_typed_stays() {
    let closed = Note::Done { by: ADA, done: Done::Closed, until_ms: 0 };
    let room = inside(vec![with_ada(), RoomChange::Typed("half".into()), RoomChange::Noted(closed)]);
    assert_eq!((room.closed_by, &*room.draft), (Some(ADA), "half"));
}

#[test]
fn a_new_link_takes_the_place_of_the_old_and_one_that_comes_late_is_told() {
    let changed = RoomChange::LinkChanged("another".into());
    let lacking = rules(Rules { lacks_link: true, ..Rules::default() });
    let (at_once, late) = (inside(vec![changed.clone()]), inside(vec![lacking, changed]));
    for room in [&at_once, &late] {
        assert!(&*room.invitation.link == "another" && room.invitation.renewed);
        assert_eq!(room.invitation.pin.as_deref(), Some("123456"), "the PIN is still to be kept");
    }
    assert!(format!("{:?}", late.log).contains("LinkCame") && !format!("{:?}", at_once.log).contains("LinkCame"));
}

#[test]
fn a_burn_waits_for_the_line_and_then_no_more() {
    let waiting = vec![
        RoomChange::Line(Line::Returning),
        RoomChange::Sheet(Some(Sheet::Share)),
        RoomChange::Postponed(Refused::Burn),
    ];
    let room = inside(waiting.clone());
    assert!(room.burn_waits && room.sheet.is_none());
    assert!(!inside([waiting.clone(), vec![RoomChange::Line(Line::Up)]].concat()).burn_waits);
    let refused = RoomChange::Noted(Note::Refused(Refused::Burn, Refusal::NotOwner));
    assert!(!inside([waiting, vec![refused]].concat()).burn_waits);
    assert!(!inside(vec![RoomChange::Postponed(Refused::Claim)]).burn_waits);
}

#[test]
fn whoever_becomes_an_owner_need_not_show_a_pin_any_more() {
    let open = RoomChange::Sheet(Some(Sheet::Pin));
    assert_eq!(inside(vec![open.clone(), with_ada()]).sheet, Some(Sheet::Pin));
    let mut me = Member::new(ME, "fox", Assurance::Oneself);
    me.owner = true;
    assert_eq!(inside(vec![open, RoomChange::Roster(vec![me])]).sheet, None);
}

#[test]
fn what_was_said_before_comes_in_order_once_and_with_names() {
    let past = |seq, author, name: Option<&str>| {
        let message = Message {
            number: MessageNumber(seq),
            author,
            at_ms: 0,
            text: seq.to_string().into(),
            delivery: Delivery::Received,
            seq: Some(seq),
        };
        Past { seq, name: name.map(Into::into), message }
    };
    let gone = MemberId([9; 16]);
    let room = inside(vec![
        with_ada(),
        RoomChange::Past(vec![past(7, ADA, Some("Ada then")), past(8, ADA, None)]),
        RoomChange::Past(vec![past(3, gone, None), past(7, ADA, None)]),
        with_ada(),
    ]);
    let order = format!("{:?}", room.log.past_groups());
    assert_eq!(order.matches("Message {").count(), 3, "{order}");
    assert_eq!(&*room.people.name_of(gone), "somebody who left");
    assert_eq!(&*room.people.name_of(ADA), "Ada", "who is here keeps the present name");
    assert_eq!(room.people.present_count(), 2);
    assert!(room.log.is_silent(), "since this device came");
}
