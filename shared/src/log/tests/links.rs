//! What a change of the link asks of everyone: who lacks it, who hands it over, whose name is under it. R19, R74.

use super::hand::Hand;
use super::stage::{move_on, pair, rekey_for_all, seated, tell};
use crate::ids::{MemberId, Transcript};
use crate::limits::RELINKS_MAX;
use crate::log::{Change, Departure, Invalid, State};
use crate::signed::{Linkbox, Profile, Relink};

fn ask(state: &mut State, hand: &Hand) -> Result<(), Invalid> {
    let change = Change::Relink(hand.sign(hand.relink(state)));
    tell(state, change)
}

fn answer(state: &mut State, hand: &Hand, to: MemberId) -> Result<(), Invalid> {
    let change = Change::Linkbox(Box::new(hand.sign(hand.linkbox(state, to))));
    tell(state, change)
}

fn name(state: &mut State, hand: &Hand) -> Result<(), Invalid> {
    let change = Change::Profile(Box::new(hand.sign(hand.profile(state))));
    tell(state, change)
}

#[test]
fn r19_only_a_link_that_one_may_lack_is_asked_for() {
    let (mut state, one, two) = pair();
    assert_eq!(ask(&mut state, &two), Err(Invalid::WrongReference), "everyone has the first");
    move_on(&mut state, &one, None);
    let newcomer = Hand::new(2);
    let change = newcomer.joins_now(&state);
    tell(&mut state, change).unwrap();
    let good = two.relink(&state);
    let cases = [
        (Relink { genesis: Transcript([0; 32]), ..good.clone() }, Invalid::ElsewhereMade),
        (Relink { generation: 0, ..good.clone() }, Invalid::ElsewhereMade),
        (Relink { generation: 2, ..good.clone() }, Invalid::ElsewhereMade),
        (Relink { member: one.id(), ..good.clone() }, Invalid::NotItsSigner),
        (Relink { incarnation: 1, ..good.clone() }, Invalid::NotSeated),
        (Relink { has: 1, ..good.clone() }, Invalid::WrongReference),
        (Relink { has: u32::MAX, ..good.clone() }, Invalid::WrongReference),
    ];
    for (wrong, invalid) in cases {
        assert_eq!(tell(&mut state, Change::Relink(two.sign(wrong))), Err(invalid));
    }
    assert_eq!(ask(&mut state, &Hand::new(3)), Err(Invalid::NotSeated));
    for has in [0, 1] {
        let came_with_it = Relink { has, ..newcomer.relink(&state) };
        assert_eq!(tell(&mut state, Change::Relink(newcomer.sign(came_with_it))), Err(Invalid::WrongReference));
    }
    assert_eq!(tell(&mut state, Change::Relink(two.sign(good))), Ok(()));
    assert_eq!(state.address().unanswered().map(|asking| asking.member).collect::<Vec<_>>(), [two.id()]);
}

#[test]
fn r19_one_asks_again_only_after_an_answer_and_not_for_ever() {
    let (mut state, hands) = seated(RELINKS_MAX + 3);
    let (asker, answerers) = (&hands[1], &hands[2..]);
    move_on(&mut state, &hands[0], None);
    for answerer in &answerers[..usize::from(RELINKS_MAX)] {
        assert_eq!(ask(&mut state, asker), Ok(()));
        assert_eq!(ask(&mut state, asker), Err(Invalid::Repeated));
        assert_eq!(answer(&mut state, answerer, asker.id()), Ok(()));
        assert_eq!(state.address().unanswered().count(), 0);
    }
    assert_eq!(ask(&mut state, asker), Err(Invalid::Repeated));
    assert_eq!(ask(&mut state, &hands[2]), Ok(()), "another is not bound by that");
    move_on(&mut state, &hands[0], None);
    assert_eq!(state.address().asking(&hands[2].id()), None);
    assert_eq!(ask(&mut state, asker), Ok(()), "the next link is another matter");
}

#[test]
fn r19_an_answer_is_for_an_open_asking_and_the_key_in_force() {
    let (mut state, hands) = seated(4);
    let [one, two, three, four] = <[Hand; 4]>::try_from(hands).ok().unwrap();
    move_on(&mut state, &one, None);
    assert_eq!(answer(&mut state, &one, two.id()), Err(Invalid::Repeated), "nobody asked");
    rekey_for_all(&mut state, &one);
    move_on(&mut state, &one, None);
    ask(&mut state, &two).unwrap();
    let good = one.linkbox(&state, two.id());
    assert_eq!(good.has, 1);
    let cases = [
        (Linkbox { genesis: Transcript([0; 32]), ..good.clone() }, Invalid::ElsewhereMade),
        (Linkbox { generation: 1, ..good.clone() }, Invalid::ElsewhereMade),
        (Linkbox { from: three.id(), ..good.clone() }, Invalid::NotItsSigner),
        (Linkbox { incarnation: 1, ..good.clone() }, Invalid::NotSeated),
        (Linkbox { has: 0, ..good.clone() }, Invalid::Repeated),
        (Linkbox { has: 2, ..good.clone() }, Invalid::Repeated),
        (Linkbox { number: 1, ..good.clone() }, Invalid::WrongNumber),
        (one.linkbox(&state, three.id()), Invalid::Repeated),
        (one.linkbox(&state, MemberId([9; 16])), Invalid::NotSeated),
    ];
    for (wrong, invalid) in cases {
        assert_eq!(tell(&mut state, Change::Linkbox(Box::new(one.sign(wrong)))), Err(invalid));
    }
    let fresh = Change::Fresh(two.sign(two.fresh(&state)));
    tell(&mut state, fresh).unwrap();
    let outdated = Change::Linkbox(Box::new(one.sign(good)));
    assert_eq!(tell(&mut state, outdated), Err(Invalid::WrongNumber), "the key may be forgotten by now");
    assert_eq!(answer(&mut state, &one, two.id()), Ok(()));
    assert_eq!(answer(&mut state, &three, two.id()), Err(Invalid::Repeated), "answered");
    ask(&mut state, &two).unwrap();
    assert_eq!(answer(&mut state, &one, two.id()), Err(Invalid::Repeated), "once each");
    assert_eq!(answer(&mut state, &four, two.id()), Ok(()));
}

#[test]
fn r19_askings_end_with_the_seat() {
    let (mut state, one, mut two) = pair();
    move_on(&mut state, &one, None);
    ask(&mut state, &two).unwrap();
    tell(&mut state, Change::Left(two.id(), Departure::Lost)).unwrap();
    assert_eq!(state.address().unanswered().count(), 0);
    assert_eq!(answer(&mut state, &one, two.id()), Err(Invalid::NotSeated));
    two.incarnation = 1;
    let change = two.joins_now(&state);
    tell(&mut state, change).unwrap();
    assert_eq!(ask(&mut state, &two), Err(Invalid::WrongReference), "it came with the link");
}

#[test]
fn r74_a_name_is_sealed_again_once_for_each_link() {
    let (mut state, one, two) = pair();
    assert_eq!(name(&mut state, &two), Err(Invalid::Repeated), "it came with its name");
    move_on(&mut state, &one, None);
    assert!(!state.is_named(state.seat(&two.id()).unwrap()));
    let good = two.profile(&state);
    let cases = [
        (Profile { genesis: Transcript([0; 32]), ..good.clone() }, Invalid::ElsewhereMade),
        (Profile { generation: 0, ..good.clone() }, Invalid::ElsewhereMade),
        (Profile { member: one.id(), ..good.clone() }, Invalid::NotItsSigner),
        (Profile { incarnation: 1, ..good }, Invalid::NotSeated),
    ];
    for (wrong, invalid) in cases {
        assert_eq!(tell(&mut state, Change::Profile(Box::new(two.sign(wrong)))), Err(invalid));
    }
    assert_eq!(name(&mut state, &two), Ok(()));
    assert!(state.is_named(state.seat(&two.id()).unwrap()));
    assert_eq!(name(&mut state, &two), Err(Invalid::Repeated));
    assert_eq!(name(&mut state, &one), Ok(()), "owners too");
    let newcomer = Hand::new(2);
    let change = newcomer.joins_now(&state);
    tell(&mut state, change).unwrap();
    assert_eq!(name(&mut state, &newcomer), Err(Invalid::Repeated));
    move_on(&mut state, &one, None);
    for hand in [&one, &two, &newcomer] {
        assert_eq!((name(&mut state, hand), name(&mut state, hand)), (Ok(()), Err(Invalid::Repeated)));
    }
}
