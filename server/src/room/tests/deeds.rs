//! What members, honest or not, may do in any order, and what holds whatever they do.

use super::stage::{Hand, after, joining, joining_later, parsed, post, posting, readdress, room, tell};
use crate::clock::Now;
use crate::connection::Frame;
use crate::refused::Denied;
use crate::room::{Command, Delivery, Joining, Room};
use burnroom_shared::envelope::{Header, Lane};
use burnroom_shared::frame::RelayFrame;
use burnroom_shared::log::{Departure, State};
use burnroom_shared::signed::Power;
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
    /// Joins with a PIN.
    Knock(u8, bool),
    Away(u8),
    Rule(u8, u8),
    /// Changes the link, and removes somebody or tries to.
    Readdress(u8, u8),
    Profile(u8),
    Relink(u8, u8),
    Whisper(u8),
    Past(u8, u64),
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
        2 => (1..6u8, any::<bool>()).prop_map(|(who, right)| Deed::Knock(who, right)),
        2 => (1..6u8).prop_map(Deed::Away),
        4 => (0..6u8, 0..6u8).prop_map(|(who, what)| Deed::Rule(who, what)),
        2 => (0..6u8, 0..6u8).prop_map(|(who, whom)| Deed::Readdress(who, whom)),
        1 => (1..6u8).prop_map(Deed::Profile),
        1 => (1..6u8, 1..6u8).prop_map(|(from, to)| Deed::Relink(from, to)),
        1 => (1..6u8).prop_map(Deed::Whisper),
        1 => (1..6u8, 0..40u64).prop_map(|(who, before)| Deed::Past(who, before)),
    ]
}

fn act(room: &mut Room, hands: &mut [Hand], deed: &Deed, now: Now) -> Result<Vec<Delivery>, Denied> {
    let log = room.log().clone();
    match *deed {
        Deed::Join(who, right) => {
            let hand = &mut hands[usize::from(who)];
            hand.incarnation += u32::from(right && log.seat(&hand.id()).is_none());
            tell(room, Command::Join(joining_now(&log, hand)), now)
        }
        Deed::Knock(who, right) => {
            let hand = &mut hands[usize::from(who)];
            hand.incarnation += u32::from(log.seat(&hand.id()).is_none());
            let pin = Some(pin(right).into());
            tell(room, Command::Join(Box::new(Joining { pin, ..*joining_now(&log, hand) })), now)
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
            tell(room, Command::Claim { member: hands[usize::from(who)].id(), pin: pin(right).into() }, now)
        }
        Deed::Away(who) => tell(room, Command::Away(hands[usize::from(who)].id()), now),
        Deed::Rule(who, what) => {
            let deadline_ms = room.outlook().deadline_ms + 1;
            let to = hands[usize::from(what)].id();
            let powers = [
                Power::Lock,
                Power::Unlock,
                Power::Close,
                Power::Reopen,
                Power::Extend { deadline_ms },
                Power::HandOver(to),
            ];
            let act = hands[usize::from(who)].rules(&log, powers[usize::from(what)].clone());
            tell(room, act, now)
        }
        Deed::Readdress(who, whom) => {
            let (owner, removed) = (&hands[usize::from(who)], hands.get(usize::from(whom)).filter(|_| whom > 0));
            let act = owner.rules(&log, readdress(&log, owner, removed));
            tell(room, act, now)
        }
        Deed::Profile(who) => {
            let hand = &hands[usize::from(who)];
            tell(room, Command::Profile(Box::new(hand.sign(hand.profile(&log, who)))), now)
        }
        Deed::Relink(from, to) => {
            let [from, to] = [from, to].map(|who| &hands[usize::from(who)]);
            let has = log.address().generation.saturating_sub(1);
            let asked = tell(room, Command::Relink(to.sign(to.relink(&log, has))), now);
            let linkbox = from.linkbox(&log, to, has);
            asked.or_else(|_| tell(room, Command::Linkbox(Box::new(from.sign(linkbox))), now))
        }
        Deed::Whisper(who) => {
            let header = Header { lane: Lane::Ephemeral, ..hands[usize::from(who)].header(&log) };
            tell(room, Command::Ephemeral { header, envelope: &post(&header) }, now)
        }
        Deed::Past(who, before) => {
            tell(room, Command::Past { member: hands[usize::from(who)].id(), before, limit: 20 }, now)
        }
    }
}

fn pin(is_right: bool) -> String {
    if is_right { "123456".to_owned() } else { "654321".to_owned() }
}

/// A join by the link in force.
fn joining_now(log: &State, hand: &Hand) -> Box<Joining> {
    match log.address().generation {
        0 => joining(hand),
        generation => joining_later(hand, u8::try_from(generation).unwrap()),
    }
}

/// How many numbered events somebody is told, each counted once.
fn numbered(told: &[Delivery]) -> usize {
    let is_event = |frame: &Frame| match frame {
        Frame::Binary(_) => true,
        text @ Frame::Text(_) => matches!(parsed(text), RelayFrame::Event(_)),
    };
    let owed = |delivery: &&Delivery| match delivery {
        Delivery::Everyone(frame) | Delivery::Others(_, frame) => is_event(frame),
        _ => false,
    };
    told.iter().filter(owed).count()
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
            let events = usize::try_from(room.log().head().seq - seq).unwrap();
            prop_assert_eq!(events, told.map_or(0, |told| numbered(&told)));
            let seated: Vec<_> = room.log().seats().iter().map(|seat| seat.id()).collect();
            let placed: Vec<_> = room.places.iter().map(|place| place.id).collect();
            prop_assert_eq!(&seated, &placed);
            prop_assert!(seated.len() <= usize::from(room.terms.capacity));
            prop_assert_eq!(room.empty_since_ms.is_some(), seated.is_empty());
        }
    }
}
