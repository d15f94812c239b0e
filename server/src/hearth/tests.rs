//! Lines that break at any moment: whatever was lost with them, a seat that is resumed in time has the log as it is.

mod world;

use super::*;
use crate::outbox::{End, Owed, Slack, outbox};
use crate::room::tests::stage::{post, posting, token};
use burnroom_shared::frame::BurnCause;
use futures_util::FutureExt as _;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use world::{Deed, Heard, World, deed};

/// Has a room nowhere: whatever address it takes is free.
pub(crate) struct Unlisted;

impl Listing for Unlisted {
    fn add(&self, _: RoomId) -> Result<(), Refusal> {
        Ok(())
    }

    fn remove(&self, _: &RoomId) {}

    fn clear(&self) {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No event is missing, none comes twice, all hear the same, and everyone knows who is away.
    #[test]
    fn r63_what_was_missed_and_what_comes_is_the_log(deeds in proptest::collection::vec(deed(), 1..150)) {
        let mut world = World::new();
        deeds.iter().for_each(|deed| world.act(deed));
        (0..5).for_each(|who| world.resume(who));
        world.devices.iter_mut().for_each(|device| device.read(usize::MAX));
        let head = world.log().head().seq;
        let mut told: BTreeMap<u64, Heard> = BTreeMap::new();
        for device in world.devices.iter().filter(|device| device.line.is_some()) {
            prop_assert_eq!(device.seq, head);
            prop_assert_eq!(&device.away, &BTreeSet::new());
            for (seq, heard) in &device.heard {
                prop_assert_eq!(told.entry(*seq).or_insert_with(|| heard.clone()), heard);
            }
        }
    }
}

#[test]
fn r63_nothing_is_heard_of_a_line_that_was_replaced() {
    let mut world = World::new();
    world.act(&Deed::Join(0));
    world.act(&Deed::Join(1));
    world.act(&Deed::Rekey(0));
    let (old, mut old_outlet) = world.devices[0].line.take().unwrap();
    world.resume(0);
    assert_eq!(old_outlet.cut().now_or_never(), Some(End::from(Refusal::Replaced)));
    let envelope = post(&world.devices[0].hand.header(&world.log()));
    let told = world.hearth.ask(old, posting(old.id(), &envelope));
    assert_eq!(told.map_err(|denied| denied.refusal), Err(Refusal::Replaced));
    world.hearth.lost(old);
    world.hearth.leave(old);
    world.devices[1].read(usize::MAX);
    assert_eq!(world.devices[1].away, BTreeSet::new());
    let (line, _) = world.devices[0].line.as_ref().unwrap();
    world.hearth.ask(*line, posting(old.id(), &envelope)).unwrap();
}

#[test]
fn r63_words_that_come_late_on_a_line_that_was_given_up_take_the_seat_from_nobody() {
    let mut world = World::new();
    world.act(&Deed::Join(0));
    let (id, seq, first) = (world.devices[0].hand.id(), world.devices[0].seq, world.devices[0].token.unwrap());
    let given_up = world.hearth.opened();
    let late = |world: &World, given| {
        let resuming = Resuming { id, shown: Token::from(first), seq, next: token(&world.devices[0].hand, given) };
        let (outbox, _) = outbox(Slack { frames: 9, bytes: 9_000 });
        world.hearth.resume(resuming, given_up, outbox).err()
    };
    world.resume(0);
    assert_eq!(late(&world, 7), Some(Refusal::Replaced.into()), "while the newer line stands");
    world.devices[0].read(1);
    world.act(&Deed::Cut(0, true));
    assert_eq!(late(&world, 8), Some(Refusal::Replaced.into()), "and when it has broken");
    world.resume(0);
    assert!(world.devices[0].line.is_some(), "the token that the newer line brought is good");
    let Phase::Lit(lit) = &*world.hearth.phase() else { panic!("burned") };
    assert_eq!(lit.last.len(), 1, "no line is remembered twice");
}

#[test]
fn r51_a_resume_after_the_burn_finds_no_room_and_an_old_line_says_nothing_over_the_embers() {
    let mut world = World::new();
    world.act(&Deed::Join(0));
    world.act(&Deed::Join(1));
    let (old, _) = world.devices[0].line.take().unwrap();
    world.resume(0);
    world.hearth.apply(Command::Burn { member: old.id() }).unwrap();
    let (outbox, _) = outbox(Slack { frames: 1, bytes: 1 });
    let shown = Token::from(world.devices[1].token.unwrap());
    let next = token(&world.devices[1].hand, 9);
    let resuming = Resuming { id: world.devices[1].hand.id(), shown, seq: 2, next };
    assert_eq!(world.hearth.resume(resuming, world.hearth.opened(), outbox).err(), Some(Refusal::RoomNotFound.into()));
    let erasure = |byte| Frame::Binary(bytes::Bytes::from(vec![byte; 16]));
    world.hearth.pass(old, &erasure(1));
    world.hearth.pass(world.devices[0].line.as_ref().unwrap().0, &erasure(2));
    let (_, outlet) = world.devices[1].line.as_mut().unwrap();
    let mut batch = VecDeque::new();
    assert_eq!(outlet.next(&mut batch).now_or_never(), Some(Owed::Frames));
    assert_eq!(batch.pop_back(), Some(erasure(2)));
    assert!(!batch.contains(&erasure(1)));
}

#[test]
fn r70_the_line_of_whoever_is_removed_brings_what_it_was_owed_and_is_nobodys() {
    let mut world = World::new();
    for who in 0..3 {
        world.act(&Deed::Join(who));
    }
    world.act(&Deed::Rekey(0));
    let envelope = post(&world.devices[1].hand.header(&world.log()));
    world.act(&Deed::Readdress(Some(1)));
    let (line, mut outlet) = world.devices[1].line.take().unwrap();
    let told = world.hearth.ask(line, posting(line.id(), &envelope));
    assert_eq!(told.map_err(|denied| denied.refusal), Err(Refusal::Replaced));
    let mut batch = VecDeque::new();
    assert_eq!(outlet.next(&mut batch).now_or_never(), Some(Owed::Frames));
    let Some(Frame::Text(last)) = batch.pop_back() else { panic!("nothing was owed") };
    assert!(last.contains("owner-act"), "{last}");
    let end = Owed::End(End::from(Refusal::Kicked));
    assert_eq!(outlet.next(&mut VecDeque::new()).now_or_never(), Some(end));
    world.hearth.lost(line);
    world.hearth.leave(line);
    world.resume(1);
    assert!(world.devices[1].token.is_none(), "its token is no good");
    world.devices[2].read(usize::MAX);
    assert_eq!((world.devices[2].seq, world.log().head().seq), (5, 5));
}

#[test]
fn r51_nothing_is_kept_past_the_burn_for_whoever_was_removed_and_does_not_read() {
    let mut world = World::new();
    for who in 0..2 {
        world.act(&Deed::Join(who));
    }
    world.act(&Deed::Rekey(0));
    world.act(&Deed::Readdress(Some(1)));
    let (_, mut outlet) = world.devices[1].line.take().unwrap();
    world.hearth.apply(Command::End(BurnCause::Command)).unwrap();
    let mut batch = VecDeque::new();
    let end = Owed::End(End::from(Refusal::Kicked));
    assert_eq!((outlet.next(&mut batch).now_or_never(), batch.len()), (Some(end), 0));
    let (_, outlet) = world.devices[0].line.as_mut().unwrap();
    assert_eq!(outlet.next(&mut batch).now_or_never(), Some(Owed::Frames), "who stayed is told");
}
