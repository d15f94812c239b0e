//! A hostile member, and a relay that gives somebody another seat for its sake: what was learnt of the one stays known.

use super::comparing::{GATHER_MS, forget, starts};
use super::with_hostile;
use burnroom_engine::effect::Comparison;
use burnroom_shared::log::Departure;

#[test]
fn r48_another_seat_is_no_reason_to_trust_again_who_dropped_every_code() {
    let (mut world, mut cay, places) = with_hostile(33);
    world.pass(600_000);
    forget(&mut world);
    let mut joined = 0;
    for _ in 0..5 {
        let session = starts(&mut world, &mut cay);
        if matches!(world.peers[places[0]].comparison(), Some(Comparison::Gathering { .. })) {
            joined += 1;
            cay.says(&mut world, session.commit(&cay)).unwrap();
        }
        world.pass(GATHER_MS + 1_000);
        // The relay says that the seat was lost, and the page takes another.
        world.cut(places[0]);
        world.drop_peer(places[0], Departure::Lost);
        world.pass(15_000);
    }
    assert!((1..=2).contains(&joined), "joined {joined} times");
}
