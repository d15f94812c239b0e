//! Whoever comes with the PIN: an owner at once, in the place of the owner who is away, or nobody.

use super::*;
use stage::{keyed_pair_with, resuming};

fn with_pin(hand: &Hand, pin: &str) -> Command<'static> {
    Command::Join(Box::new(Joining { pin: Some(pin.to_owned().into()), ..*joining(hand) }))
}

fn events(told: &[Delivery]) -> Vec<(u64, EventFrame)> {
    let frames = told.iter().filter_map(|delivery| match delivery {
        Delivery::Everyone(frame) | Delivery::Others(_, frame) => Some(parsed(frame)),
        _ => None,
    });
    let event = |frame| match frame {
        RelayFrame::Event(event) => (event.seq, event.event),
        other => panic!("{other:?}"),
    };
    frames.map(event).collect()
}

#[test]
fn r71_an_owner_comes_from_elsewhere_into_the_seat_it_is_away_from() {
    let (mut room, one, two) = keyed_pair(0x10);
    let three = Hand::new(3);
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    tell(&mut room, Command::Away(one.id()), after(1)).unwrap();
    let told = tell(&mut room, with_pin(&three, "123456"), after(2)).unwrap();
    let [Delivery::Others(first, _), Delivery::Others(second, _), Delivery::One(third, hello), Delivery::Everyone(_)] =
        &told[..]
    else {
        panic!("{told:?}")
    };
    assert!([first, second, third].iter().all(|id| **id == three.id()));
    let [(4, left), (5, EventFrame::Joined { .. }), (6, owner)] = &events(&told)[..] else { panic!("{told:?}") };
    assert_eq!(*left, EventFrame::Left { id: one.id(), departure: Departure::Replaced });
    assert_eq!(*owner, EventFrame::Owner { id: three.id() });
    let RelayFrame::Hello(hello) = parsed(hello) else { panic!("no hello") };
    assert_eq!(Snapshot::decode(&hello.snapshot.0).unwrap().claims_hold().head().seq, 5, "the third follows it");
    assert_eq!((room.log().is_owner(&three.id()), room.ids_away()), (true, vec![two.id()]));
    let gone = tell(&mut room, Command::Resume(resuming(&one, 0, 3)), after(2));
    assert_eq!(refused(gone), Some(Refusal::SeatGone));
}

#[test]
fn r71_of_two_owners_away_the_one_for_longer_is_replaced_and_who_is_there_never() {
    let (mut room, one, two) = keyed_pair(0x10);
    let claim = Command::Claim { member: two.id(), pin: "123456".to_owned().into() };
    tell(&mut room, claim, START).unwrap();
    let told = tell(&mut room, with_pin(&Hand::new(3), "123456"), START).unwrap();
    assert_eq!(events(&told).len(), 2, "nobody had to go");
    assert!([1, 2, 3].iter().all(|number| room.log().is_owner(&Hand::new(*number).id())));
    let four = Hand::new(4);
    assert_eq!(refused(tell(&mut room, with_pin(&four, "123456"), START)), Some(Refusal::RoomFull));
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    tell(&mut room, Command::Away(one.id()), after(1)).unwrap();
    let told = tell(&mut room, with_pin(&four, "123456"), after(1)).unwrap();
    let left = EventFrame::Left { id: two.id(), departure: Departure::Replaced };
    assert_eq!(events(&told).first().map(|(_, event)| event), Some(&left));
}

#[test]
fn r71_in_a_full_room_without_an_owner_away_the_pin_waits_like_anyone() {
    let (mut room, _, two) = keyed_pair(0x10);
    tell(&mut room, Command::Join(joining(&Hand::new(3))), START).unwrap();
    tell(&mut room, Command::Away(two.id()), START).unwrap();
    let four = Hand::new(4);
    for pin in ["123456", "000000"] {
        assert_eq!(refused(tell(&mut room, with_pin(&four, pin), after(59_999))), Some(Refusal::RoomFull));
    }
    let told = tell(&mut room, with_pin(&four, "123456"), after(60_000)).unwrap();
    let left = EventFrame::Left { id: two.id(), departure: Departure::Displaced };
    assert_eq!(events(&told).first().map(|(_, event)| event), Some(&left));
    assert!(room.log().is_owner(&four.id()));
}

#[test]
fn r71_the_creator_who_shows_its_pin_on_joining_is_an_owner_once() {
    let mut room = room(0x10);
    let told = tell(&mut room, with_pin(&Hand::new(1), "123456"), START).unwrap();
    assert_eq!(events(&told).len(), 1, "by its id, and nothing more has to be said");
    assert!(room.log().is_owner(&Hand::new(1).id()));
}

/// Nobody gets as far as a seat with a wrong PIN, and new ids are no new chances.
#[test]
fn r71_wrong_pins_at_the_door_are_counted_for_the_room_and_nothing_is_numbered() {
    let (mut room, ..) = keyed_pair_with(0x10, &["--wrong-pins", "4"]);
    let head = room.log().head().seq;
    let long = "1".repeat(10_000);
    for (number, pin) in (10..).zip(["000000", "１２３４５６", "123456 ", &long]) {
        assert_eq!(refused(tell(&mut room, with_pin(&Hand::new(number), pin), START)), Some(Refusal::PinWrong));
    }
    let guest = Hand::new(20);
    let told = tell(&mut room, with_pin(&guest, "123456"), after(1_000));
    let wait = Duration::from_secs(599);
    assert_eq!(told, Err(Denied { tries_left: Some(0), ..Denied::for_now(Refusal::PinLocked, wait) }));
    assert_eq!(room.log().head().seq, head);
    let owner = Command::Claim { member: Hand::new(1).id(), pin: "000000".to_owned().into() };
    assert_eq!(tell(&mut room, owner, START), Ok(Vec::new()), "an owner has nothing to fear from it");
    tell(&mut room, with_pin(&guest, "123456"), after(600_000)).unwrap();
}

#[test]
fn r71_no_pin_is_compared_for_a_join_that_cannot_be() {
    let (mut room, ..) = keyed_pair_with(0x10, &["--wrong-pins", "1"]);
    let guess =
        |joining: Joining| Command::Join(Box::new(Joining { pin: Some("000000".to_owned().into()), ..joining }));
    let three = Hand::new(3);
    let cases = [
        (Joining { entry_hash: EntryHash([0; 32]), ..*joining(&three) }, Refusal::EntryWrong),
        (Joining { at: RoomId([9; 16]), ..*joining(&three) }, Refusal::LinkChanged),
        (Joining { name: Base64(vec![1]), ..*joining(&three) }, Refusal::OutOfRange),
    ];
    for (joining, refusal) in cases {
        assert_eq!(refused(tell(&mut room, guess(joining), START)), Some(refusal));
    }
    tell(&mut room, with_pin(&three, "123456"), START).unwrap();
}

#[test]
fn r13_a_room_of_two_has_a_seat_again_when_somebody_was_removed() {
    let (mut room, one, two) = keyed_pair(0x10);
    room.terms.capacity = 2;
    let (three, next) = (Hand::new(3), stage::readdress(room.log(), &one, Some(&two)));
    assert_eq!(refused(tell(&mut room, Command::Join(joining(&three)), START)), Some(Refusal::RoomFull));
    let kick = one.rules(room.log(), next);
    tell(&mut room, kick, START).unwrap();
    tell(&mut room, Command::Join(stage::joining_later(&three, 1)), START).unwrap();
    assert_eq!(room.describe(&stage::next_room(1), Some(&room.log().address().entry_hash), START).unwrap().seats, 2);
}

#[test]
fn r71_who_was_replaced_by_the_pin_and_comes_back_owns_nothing() {
    let (mut room, one, _) = keyed_pair(0x10);
    tell(&mut room, Command::Away(one.id()), START).unwrap();
    tell(&mut room, with_pin(&Hand::new(3), "123456"), after(1)).unwrap();
    let mut back = Hand::new(1);
    back.incarnation = 1;
    assert_eq!(back.id(), one.id());
    tell(&mut room, Command::Join(joining(&back)), after(2)).unwrap();
    assert!(room.log().seat(&one.id()).is_some() && !room.log().is_owner(&one.id()));
}

#[test]
fn r72_whoever_did_not_hear_that_it_was_seated_is_seated_again_in_a_full_room() {
    let (mut room, one, two) = keyed_pair(0x10);
    let three = Hand::new(3);
    tell(&mut room, Command::Join(joining(&three)), START).unwrap();
    assert_eq!(refused(tell(&mut room, Command::Join(joining(&two)), START)), Some(Refusal::RoomFull), "no newer one");
    let mut again = Hand::new(2);
    again.incarnation = 1;
    let told = tell(&mut room, Command::Join(joining(&again)), START).unwrap();
    let [(_, left), (_, EventFrame::Joined { .. })] = &events(&told)[..] else { panic!("{told:?}") };
    assert_eq!(*left, EventFrame::Left { id: two.id(), departure: Departure::Lost });
    let incarnations: Vec<_> = room.log().seats().iter().map(|seat| (seat.id(), seat.incarnation())).collect();
    assert_eq!(incarnations, [(one.id(), 0), (three.id(), 0), (two.id(), 1)]);
}
