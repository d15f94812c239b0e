//! What another link does to a room, and to whoever is removed with it: R17, R70.

use super::hand::{Hand, boxed};
use super::stage::{ROOM, act, move_on, pair, post, rekey_for_all, seated, tell};
use crate::envelope::{Header, Lane};
use crate::ids::MemberId;
use crate::limits::GENERATIONS_MAX;
use crate::log::state::DEPARTED_MAX;
use crate::log::{Change, Departure, Event, Invalid, Seat, State, UNKEYED_MAX};
use crate::signed::{Boxed, OwnerAct, Power, Readdress, Rekey, Relink, Resync};

/// Three with a key for all; the first is the owner.
fn trio() -> (State, [Hand; 3]) {
    let (state, hands) = seated(3);
    (state, <[Hand; 3]>::try_from(hands).ok().unwrap())
}

fn change_link(readdress: &Readdress) -> Power {
    Power::Readdress(Box::new(readdress.clone()))
}

#[test]
fn r17_the_next_link_is_where_the_room_is() {
    let (mut state, one, _) = pair();
    let wanted = one.readdress(&state, None);
    move_on(&mut state, &one, None);
    let address = state.address();
    assert_eq!((address.generation, address.room, address.entry_hash), (1, wanted.room, wanted.entry_hash));
    assert_eq!(address.seq, state.head().seq);
    assert_ne!(address.room, ROOM);
    let three = Hand::new(2);
    assert_eq!(tell(&mut state, three.joins()), Err(Invalid::ElsewhereMade), "the link before");
    let change = three.joins_now(&state);
    assert_eq!(tell(&mut state, change), Ok(()));
    assert_eq!(state.seat(&three.id()).map(Seat::generation), Some(1));
}

#[test]
fn r17_the_keys_change_with_the_link() {
    let (mut state, one, two) = pair();
    let (ids, before) = ([one.id(), two.id()], state.head().clone());
    let prepared = two.rekey(&state, &ids);
    let said = post(two.header(&state));
    move_on(&mut state, &one, None);
    assert!(!state.is_epoch_addressed());
    let good = two.rekey(&state, &ids);
    let cases = [
        (prepared, Invalid::ElsewhereMade),
        (Rekey { generation: 0, ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { room: ROOM, ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { generation: 2, ..good.clone() }, Invalid::ElsewhereMade),
        (Rekey { at: before.seq, log_at: before.hash, ..good.clone() }, Invalid::WrongReference),
    ];
    for (wrong, invalid) in cases {
        assert_eq!(tell(&mut state, Change::Rekey(Box::new(two.sign(wrong)))), Err(invalid));
    }
    assert_eq!(tell(&mut state, said), Ok(()), "what was on its way is of the epoch in force");
    // Nobody came or left: the change itself is the reason.
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(two.sign(good)))), Ok(()));
    assert!(state.is_epoch_addressed());
    let change = two.rekeys(&state, &ids);
    assert_eq!(tell(&mut state, change), Err(Invalid::NoProgress), "once");
}

#[test]
fn r17_who_is_removed_is_gone_with_the_same_event() {
    let (mut state, [one, two, three]) = trio();
    tell(&mut state, Change::Owner(two.id())).unwrap();
    let before = state.head().clone();
    move_on(&mut state, &one, Some(two.id()));
    assert_eq!(state.seats().iter().map(Seat::id).collect::<Vec<_>>(), [one.id(), three.id()]);
    assert!(state.is_kicked(&two.id()) && !state.is_kicked(&three.id()));
    assert!(!state.is_owner(&two.id()));
    let pulse = Header { lane: Lane::Ephemeral, ..two.header(&state) };
    assert_eq!(state.judge_ephemeral(&pulse), Err(Invalid::NotSeated));
    let resync = Resync { transcript: state.epoch().transcript, ..two.resync(&state) };
    let changes = [
        post(two.header(&state)),
        two.rekeys(&state, &[two.id()]),
        Change::Resync(two.sign(resync)),
        Change::Fresh(two.sign(two.fresh(&state))),
        Change::Relink(two.sign(two.relink(&state))),
        Change::Linkbox(Box::new(two.sign(two.linkbox(&state, three.id())))),
        Change::Profile(Box::new(two.sign(two.profile(&state)))),
        two.acts(&state, Power::Unlock),
        Change::Owner(two.id()),
        Change::Left(two.id(), Departure::Left),
    ];
    for change in changes {
        let kind = change.kind();
        assert_eq!(tell(&mut state, change), Err(Invalid::NotSeated), "kind {kind}");
    }
    // Neither now nor as of a moment when it still sat can anybody make a key for it.
    let for_it = three.rekey(&state, &[one.id(), two.id(), three.id()]);
    let then = Rekey { at: before.seq, log_at: before.hash, ..for_it.clone() };
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(three.sign(for_it)))), Err(Invalid::WrongList));
    assert_eq!(tell(&mut state, Change::Rekey(Box::new(three.sign(then)))), Err(Invalid::WrongReference));
}

#[test]
fn r70_who_was_removed_is_never_seated_again() {
    let (mut state, [one, mut two, three]) = trio();
    move_on(&mut state, &one, Some(two.id()));
    for incarnation in [0, 1, 2, u32::MAX - 1, u32::MAX] {
        two.incarnation = incarnation;
        let change = two.joins_now(&state);
        assert_eq!(tell(&mut state, change), Err(Invalid::AlreadySeated), "{incarnation}");
    }
    rekey_for_all(&mut state, &three);
    move_on(&mut state, &one, None);
    two.incarnation = 1;
    let change = two.joins_now(&state);
    assert_eq!(tell(&mut state, change), Err(Invalid::AlreadySeated), "under no later link either");
    assert!(state.is_kicked(&two.id()));
}

#[test]
fn r70_leaving_is_not_being_removed() {
    let (mut state, [one, mut two, _]) = trio();
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    assert!(!state.is_kicked(&two.id()));
    let gone = Readdress { removed: Some(two.id()), ..one.readdress(&state, None) };
    assert_eq!(act(&mut state, &one, change_link(&gone)), Err(Invalid::NotSeated), "nobody to remove");
    two.incarnation = u32::MAX;
    assert_eq!(tell(&mut state, two.joins()), Err(Invalid::AlreadySeated), "that incarnation is for the removed");
    two.incarnation = u32::MAX - 1;
    tell(&mut state, two.joins()).unwrap();
    tell(&mut state, Change::Left(two.id(), Departure::Left)).unwrap();
    assert!(!state.is_kicked(&two.id()));
}

#[test]
fn r17_boxes_are_for_those_who_stay_in_the_order_of_their_seats() {
    let (mut state, hands) = seated(4);
    let (one, ids) = (&hands[0], hands.iter().map(Hand::id).collect::<Vec<_>>());
    let good = one.readdress(&state, Some(ids[1]));
    let boxes_for = |ids: &[MemberId]| ids.iter().copied().map(boxed).collect::<Vec<Boxed>>();
    assert_eq!(good.boxes, boxes_for(&ids[2..]));
    let wrong = [
        vec![ids[3], ids[2]],
        vec![ids[2], ids[2]],
        vec![ids[2], ids[3], ids[2]],
        vec![ids[0], ids[2], ids[3]],
        vec![ids[1], ids[2], ids[3]],
        vec![ids[2], MemberId([9; 16])],
        vec![MemberId::NOBODY],
    ];
    for list in wrong {
        let readdress = Readdress { boxes: boxes_for(&list), ..good.clone() };
        assert_eq!(act(&mut state, one, change_link(&readdress)), Err(Invalid::WrongList), "{list:?}");
    }
    for right in [vec![], vec![ids[3]], vec![ids[2], ids[3]]] {
        let (mut state, readdress) = (state.clone(), Readdress { boxes: boxes_for(&right), ..good.clone() });
        assert_eq!(act(&mut state, one, change_link(&readdress)), Ok(()), "whoever has none asks for it");
    }
}

#[test]
fn r17_somebody_else_who_sits_there_is_removed_or_nobody() {
    let (mut state, one, two) = pair();
    let good = one.readdress(&state, None);
    for (removed, why) in [(one.id(), "oneself"), (Hand::new(5).id(), "a stranger"), (MemberId::NOBODY, "nobody's id")]
    {
        let readdress = Readdress { removed: Some(removed), ..good.clone() };
        assert_eq!(act(&mut state, &one, change_link(&readdress)), Err(Invalid::NotSeated), "{why}");
    }
    let still_here = Readdress { room: ROOM, ..good };
    assert_eq!(act(&mut state, &one, change_link(&still_here)), Err(Invalid::Repeated));
    let by_another = two.readdresses(&state, None);
    assert_eq!(tell(&mut state, by_another), Err(Invalid::NotOwner));
}

#[test]
fn r17_whoever_comes_while_the_owner_decides_gets_no_box_and_a_removal_holds() {
    let (mut state, [one, two, three]) = trio();
    let kick = one.readdresses(&state, Some(two.id()));
    let again = OwnerAct { at: state.head().seq, ..one.owner_act(&state, Power::Lock) };
    tell(&mut state, Hand::new(3).joins()).unwrap();
    tell(&mut state, Change::Left(three.id(), Departure::Lost)).unwrap();
    assert_eq!(tell(&mut state, kick), Err(Invalid::WrongList), "one who has a box is gone: the owner decides again");
    assert_eq!(tell(&mut state, Change::OwnerAct(Box::new(one.sign(again)))), Ok(()));
    move_on(&mut state, &one, Some(two.id()));
    let newcomer = Hand::new(3);
    let relink = Relink { has: 0, ..newcomer.relink(&state) };
    assert_eq!(tell(&mut state, Change::Relink(newcomer.sign(relink))), Ok(()));
}

#[test]
fn r17_links_are_bounded_between_rekeys_and_in_all() {
    let (mut state, one, two) = pair();
    let next = |state: &mut State| {
        let change = one.readdresses(state, None);
        state.apply(&Event { seq: state.head().seq + 1, time_ms: state.head().time_ms, change })
    };
    (2..6).for_each(|number| tell(&mut state, Hand::new(number).joins()).unwrap());
    let unkeyed = (0..).position(|_| next(&mut state).is_err()).unwrap();
    assert_eq!(unkeyed, UNKEYED_MAX - 5, "four came since the epoch, and the last whom it knew is still in sight");
    rekey_for_all(&mut state, &two);
    while state.address().generation + 1 < GENERATIONS_MAX {
        assert_eq!(next(&mut state), Ok(()), "as long as there are links");
    }
    rekey_for_all(&mut state, &two);
    assert_eq!(next(&mut state), Err(Invalid::Overfull));
    assert_eq!(act(&mut state, &one, Power::Lock), Ok(()), "the rest an owner may go on doing");
}

#[test]
fn r17_however_many_have_left_somebody_is_removed_and_the_link_changed() {
    let (mut state, one, two) = pair();
    let left = |number: u32| (MemberId(std::array::from_fn(|place| number.to_be_bytes()[place % 4])), 0);
    state.departed.extend((0..).map(left).take(DEPARTED_MAX));
    assert_eq!(tell(&mut state, Hand::new(5).joins()), Err(Invalid::Overfull), "nobody new comes");
    let kick = one.readdresses(&state, Some(two.id()));
    assert_eq!(tell(&mut state, kick), Ok(()));
    assert!(state.is_kicked(&two.id()) && state.seat(&two.id()).is_none());
}
