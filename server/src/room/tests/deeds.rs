//! What members, honest or not, may do in any order, and what holds whatever they do.

use super::stage::{Hand, after, joining, post, posting, room, tell};
use crate::clock::Now;
use crate::refused::Denied;
use crate::room::{Command, Delivery, Room};
use burnroom_shared::log::Departure;
use proptest::prelude::*;

/// What a member, honest or not, may do; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Deed {
    Join(u8, bool),
    Leave(u8),
    Post(u8, u32),
    Rekey(u8, bool),
    Resync(u8),
    Fresh(u8),
    Claim(u8, bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Join(who, right)),
        1 => (1..6u8).prop_map(Deed::Leave),
        6 => (1..6u8, 0..3u32).prop_map(|(who, skip)| Deed::Post(who, skip)),
        4 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Rekey(who, right)),
        1 => (1..6u8).prop_map(Deed::Resync),
        1 => (1..6u8).prop_map(Deed::Fresh),
        1 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Claim(who, right)),
    ]
}

fn act(room: &mut Room, hands: &mut [Hand], deed: &Deed, now: Now) -> Result<Vec<Delivery>, Denied> {
    let log = room.log().clone();
    match *deed {
        Deed::Join(who, right) => {
            let hand = &mut hands[usize::from(who)];
            hand.incarnation += u32::from(right && log.seat(&hand.id()).is_none());
            tell(room, Command::Join(joining(hand)), now)
        }
        Deed::Leave(who) => tell(room, Command::Leave(hands[usize::from(who)].id(), Departure::Left), now),
        Deed::Post(who, skip) => {
            let hand = &hands[usize::from(who)];
            let mut header = hand.header(&log);
            header.counter += skip / 2;
            let envelope = post(&header);
            tell(room, posting(hand.id(), &envelope), now)
        }
        Deed::Rekey(who, right) => {
            let hand = &hands[usize::from(who)];
            let mut rekey = hand.rekey(&log);
            rekey.at -= u64::from(!right && rekey.at > 0);
            tell(room, Command::Rekey(Box::new(hand.sign(rekey))), now)
        }
        Deed::Resync(who) => {
            let hand = &hands[usize::from(who)];
            tell(room, Command::Resync(hand.sign(hand.resync(&log))), now)
        }
        Deed::Fresh(who) => {
            let hand = &hands[usize::from(who)];
            tell(room, Command::Fresh(hand.sign(hand.fresh(&log))), now)
        }
        Deed::Claim(who, right) => {
            let pin = if right { "123456" } else { "654321" };
            tell(room, Command::Claim { member: hands[usize::from(who)].id(), pin: pin.to_owned() }, now)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever members do: a refusal leaves no trace (asked in `tell`), what is kept beside the log fits the log, the
    /// capacity holds, and every accepted durable event is owed to somebody exactly once with the next number.
    #[test]
    fn whatever_happens_the_room_stays_whole(deeds in proptest::collection::vec((deed(), 0u64..2_000), 1..80)) {
        let mut room = room(0x10);
        let mut hands: Vec<_> = (0..6).map(|number| Hand::new(number + 1)).collect();
        let mut elapsed = 0;
        for (deed, step) in &deeds {
            elapsed += step;
            let seq = room.log().head().seq;
            let told = act(&mut room, &mut hands, deed, after(elapsed));
            let numbered = room.log().head().seq - seq;
            prop_assert_eq!(numbered, u64::from(told.is_ok_and(|told| !told.is_empty())));
            let seated: Vec<_> = room.log().seats().iter().map(|seat| seat.id()).collect();
            let placed: Vec<_> = room.places.iter().map(|place| place.id).collect();
            prop_assert_eq!(&seated, &placed);
            prop_assert!(seated.len() <= usize::from(room.terms.capacity));
            prop_assert_eq!(room.empty_since_ms.is_some(), seated.is_empty());
        }
    }
}
