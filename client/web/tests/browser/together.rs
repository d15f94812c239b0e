//! Whole rooms in which some compute with the browser's WebCrypto and some with RustCrypto: the engine is one, and nobody can
//! tell who has what.

use super::room::{Over, Room};
use burnroom_engine::input::{Command, Deed};
use burnroom_engine::link::Parameters;
use wasm_bindgen_test::wasm_bindgen_test;

/// Rooms made by either, with both kinds of guests.
const ROOMS: [(Over, [Over; 2]); 2] =
    [(Over::WebCrypto, [Over::RustCrypto, Over::WebCrypto]), (Over::RustCrypto, [Over::WebCrypto, Over::RustCrypto])];

/// Everyone says something, and everyone else hears it.
async fn everyone_is_heard(room: &mut Room) {
    let before: Vec<_> = room.places().map(|place| room.heard(place).len()).collect();
    let mut said = Vec::new();
    for speaker in room.places() {
        assert!(room.is_ready(speaker), "{speaker}: {:?}", room.heard(speaker));
        let text = format!("{speaker}: Grüße, 世界 🔥 {}", "and on ".repeat(40 * speaker));
        room.say(speaker, &text).await;
        said.push(text.trim_end().to_owned());
    }
    for (place, before) in room.places().zip(before) {
        let heard: Vec<_> = room.heard(place).split_off(before).iter().map(|text| text.trim_end().to_owned()).collect();
        let others = said.iter().enumerate().filter(|(speaker, _)| *speaker != place);
        assert_eq!(heard, others.map(|(_, text)| text.clone()).collect::<Vec<_>>(), "{place}");
    }
}

#[wasm_bindgen_test]
async fn members_over_either_suite_hear_each_other() {
    for (creator, guests) in ROOMS {
        let mut room = Room::of(Parameters::PLAIN, creator, &guests).await;
        everyone_is_heard(&mut room).await;
        for place in room.places() {
            assert_eq!(room.names(place), ["Ada", "Guest 1", "Guest 2"].map(|name| Some(name.to_owned())));
        }
    }
}

#[wasm_bindgen_test]
async fn members_over_either_suite_read_the_same_codes() {
    for (creator, guests) in ROOMS {
        let mut room = Room::of(Parameters::PLAIN, creator, &guests).await;
        room.ask(1, Command::Compare).await;
        room.pass(3_000).await;
        let codes = room.codes(0).expect("everyone gave its part");
        assert!(room.places().all(|place| room.codes(place).as_ref() == Some(&codes)));
    }
}

#[wasm_bindgen_test]
async fn another_link_reaches_members_over_either_suite() {
    for (creator, guests) in ROOMS {
        let mut room = Room::of(Parameters::PLAIN, creator, &guests).await;
        room.ask(0, Command::Own(Deed::ChangeLink)).await;
        room.pass(15_000).await;
        room.share_from(2);
        room.join(Over::WebCrypto).await;
        room.join(Over::RustCrypto).await;
        everyone_is_heard(&mut room).await;
        assert!(room.places().all(|place| room.names(place).iter().all(Option::is_some)));
    }
}

#[wasm_bindgen_test]
async fn members_over_either_suite_are_handed_the_past_by_the_other() {
    for (creator, [guest, again]) in ROOMS {
        let mut room = Room::of(Parameters::PLAIN.with_history(), creator, &[guest]).await;
        room.say(0, "from the first").await;
        room.say(1, "from the second").await;
        let later = [room.join(again).await, room.join(guest).await];
        for place in later {
            assert_eq!(room.past(place), ["from the first", "from the second"], "{place}");
        }
    }
}
