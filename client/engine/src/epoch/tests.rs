//! What is taken from one's own slot, from whose, and what is kept of it.

use super::*;
use crate::link::{Link, Parameters};
use crate::links::Derived;
use crate::rust_crypto::{RustCrypto, ready};
use burnroom_shared::log::{Change, Genesis};
use burnroom_shared::signed::Verified;

fn done<T, E: std::fmt::Debug>(future: impl Future<Output = Result<T, E>>) -> T {
    ready(future).unwrap().unwrap()
}

/// Two who sit in a room, and a rekey of the first for both.
struct Room {
    suite: RustCrypto,
    links: Links<RustCrypto>,
    identities: [Identity<RustCrypto>; 2],
    rekey: Rekey,
    ruling: Ruling,
}

impl Room {
    fn new(parameters: Parameters) -> Self {
        let suite = RustCrypto::seeded(1);
        let links = Links::new(done(Derived::of(&suite, Link::new(parameters, &suite).unwrap())), 0);
        let identities = ["Ada", "Bob"].map(|name| done(Identity::make(&suite, links.keys(), name)));
        let [ada, bob] = identities.each_ref().map(Identity::id);
        let mut state = State::new(Genesis {
            parameters: parameters.byte(),
            room: links.keys().room,
            entry_hash: links.keys().entry_hash,
            created_ms: 1_000,
            creator: ada,
        });
        for identity in &identities {
            let announced = identity.announcement().clone();
            let key = announced.act().signing;
            let event = state.next(Change::Joined(announced.verified_under(key)), 1_000);
            state.apply(&event).unwrap();
        }
        let signed = done(make_rekey(&suite, &links, &identities[0], &state, &[ada, bob]));
        let rekey: Verified<Rekey> = signed.verified_under(identities[0].announcement().act().signing);
        let ruling = state.judge_rekey(&rekey, 1_000).unwrap();
        Self { suite, rekey: rekey.act().clone(), links, identities, ruling }
    }

    fn open(&self, place: usize, rekey: &Rekey) -> Option<Opened<RustCrypto>> {
        done(EpochKeys::open(&self.suite, self.links.keys(), &self.identities[place], rekey, self.ruling))
    }
}

#[test]
fn r30_everyone_listed_derives_the_same_chains_one_for_each() {
    let room = Room::new(Parameters::PLAIN);
    let ids = room.identities.each_ref().map(Identity::id);
    let [first, second] = [0, 1].map(|place| {
        let mut keys = room.open(place, &room.rekey).unwrap().keys;
        ids.map(|id| *keys.chain(&id).unwrap().step())
    });
    assert!(first == second && first[0] != first[1]);
    assert!(room.open(0, &room.rekey).unwrap().keys.chain(&MemberId([9; 16])).is_none());
}

#[test]
fn r30_a_slot_is_its_members_own_and_its_secret_the_one_committed_to() {
    let room = Room::new(Parameters::PLAIN);
    let [(ada, first), (bob, second)] = <[_; 2]>::try_from(room.rekey.slots.clone()).unwrap();
    let crossed = Rekey { slots: vec![(ada, second), (bob, first)], ..room.rekey.clone() };
    let shut_out = Rekey { slots: vec![(bob, second)], ..room.rekey.clone() };
    let broken = Rekey { confirm: Confirm([0; 32]), ..room.rekey.clone() };
    for wrong in [crossed, shut_out, broken] {
        assert!(room.open(0, &wrong).is_none());
    }
    assert!(room.open(0, &room.rekey).is_some());
}

#[test]
fn r30_a_secret_outlives_its_opening_only_where_the_link_says_history() {
    let plain = Room::new(Parameters::PLAIN);
    assert!(plain.open(1, &plain.rekey).unwrap().secret.is_none());
    let room = Room::new(Parameters::PLAIN.with_history());
    let secret = room.open(1, &room.rekey).unwrap().secret.unwrap();
    let base = done(room.suite.import_base_key(secret.as_slice()));
    assert!(done(is_confirmed(&room.suite, &base, &room.ruling.preimage, &room.rekey.confirm)), "the very secret");
}
