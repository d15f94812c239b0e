//! The door: what it keeps in sight, and how long others have to wait at it.

use burnroom_engine::effect::Ended;
use burnroom_shared::refusal::Refusal;

use crate::clock::Countdown;
use crate::view::door::{Door, Shut, Sign};
use crate::view::{Action, Stage, View};

fn sign() -> Sign {
    Sign {
        title: Some("Neon".into()),
        countdown: Countdown::default(),
        inside: 1,
        capacity: 5,
        history: false,
        free_at_ms: None,
        pin_refused: None,
    }
}

#[test]
fn a_refused_pin_leaves_the_door_as_it_was_however_often_it_is_looked_at() {
    let sign = sign();
    let joining = View::new(0, 0).after(Action::AtDoor(Door::Open(sign.clone()))).after(Action::Joining);
    let refused = joining.after(Action::PinRefused(Refusal::PinWrong));
    let expected = Sign { pin_refused: Some(Refusal::PinWrong), ..sign.clone() };
    assert_eq!(refused.stage, Stage::Door(Door::Open(expected.clone())));
    assert_eq!(refused.after(Action::AtDoor(Door::Open(sign))).stage, Stage::Door(Door::Open(expected)));
    let nowhere = View::new(0, 0).after(Action::PinRefused(Refusal::PinWrong));
    assert_eq!(nowhere.stage, Stage::Door(Door::Shut(Shut::Refused(Refusal::PinWrong))));
}

#[test]
fn r65_who_finds_a_room_full_sees_at_its_door_when_a_seat_may_become_free() {
    let joining = View::new(0, 0).after(Action::AtDoor(Door::Open(sign()))).after(Action::Joining);
    let found = joining.after(Action::FoundFull { free_at_ms: Some(43_000) });
    let Stage::Door(Door::Open(full)) = &found.stage else { panic!("{:?}", found.stage) };
    assert!(full.is_full() && full.title.is_some());
    assert_eq!([0, 42_999, 43_000, 50_000].map(|now_ms| full.free_in_ms(now_ms)), [43_000, 1, 0, 0].map(Some));
    assert_eq!([0, 42_999, 43_000].map(|now_ms| full.is_waiting(now_ms)), [true, true, false]);
    let free = Sign { inside: 4, ..full.clone() };
    assert!(free.free_in_ms(0).is_none() && !free.is_waiting(0));
    let nowhere = View::new(0, 0).after(Action::FoundFull { free_at_ms: None });
    assert_eq!(nowhere.stage, Stage::Door(Door::Shut(Shut::Refused(Refusal::RoomFull))));
}

#[test]
fn only_the_doors_that_others_open_are_watched() {
    let full = Sign { inside: 5, ..sign() };
    let locked = [Shut::Refused(Refusal::RoomLocked), Shut::Ended(Ended::Refused(Refusal::RoomLocked))];
    assert!(locked.map(Door::Shut).iter().chain([&Door::Open(full.clone())]).all(Door::is_up_to_others));
    let others = [
        Door::Looking,
        Door::Open(sign()),
        Door::Joining(Some(full)),
        Door::Shut(Shut::NoAnswer),
        Door::Shut(Shut::Refused(Refusal::RoomNotFound)),
        Door::Shut(Shut::Ended(Ended::Left)),
    ];
    assert!(!others.iter().any(Door::is_up_to_others));
}
