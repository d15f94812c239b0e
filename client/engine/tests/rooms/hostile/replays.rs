//! Posts played back, bent, signed twice over or not at all: one counter each, at the one who said them.

use super::door::No;
use super::member::{Hostile, done, malleated};
use super::{at_peace, flaws, hear_all, heard, with_hostile};
use crate::simulator::World;
use burnroom_engine::content::{Body, Content};
use burnroom_engine::effect::{Flaw, Notice};
use burnroom_engine::padding;
use burnroom_engine::suite::Suite as _;
use burnroom_shared::envelope::{Envelope, Header};
use burnroom_shared::frame::{EventFrame, MemberFrame, SignedBytes};
use burnroom_shared::ids::{LogHash, Signature};
use burnroom_shared::log::{Change, Invalid};
use burnroom_shared::signed::{Act, Fresh, OwnerAct, Power, Resync, Signed};

fn text(text: &str) -> Body {
    Body::Text(text.to_owned())
}

/// The envelope with its other signature.
fn turned_over(envelope: &[u8]) -> Vec<u8> {
    let (signed, signature) = envelope.split_at(envelope.len() - Signature::LENGTH);
    let other = malleated(&Signature(signature.try_into().unwrap()));
    [signed, &other.0].concat()
}

#[test]
fn r31_a_post_said_again_with_its_other_signature_counts_once() {
    let (mut world, mut cay, places) = with_hostile(1);
    let envelope = cay.sealed(&world, text("once"));
    let other = turned_over(&envelope);
    assert!(other != envelope && other.len() == envelope.len());
    cay.posts(&mut world, &envelope).unwrap();
    for again in [&envelope, &other, &envelope] {
        assert_eq!(cay.posts(&mut world, again), Err(No::Invalid(Invalid::WrongCounter)));
    }
    world.settle();
    for place in places {
        assert_eq!(heard(&world, place, &cay, "once"), 1);
        assert!(flaws(&world, place, &cay).is_empty());
    }
    hear_all(&mut world, &places);
}

#[test]
fn r34_the_other_signature_holds_for_relay_and_members_alike() {
    let (mut world, mut cay, places) = with_hostile(2);
    let envelope = turned_over(&cay.sealed(&world, text("turned over")));
    cay.posts(&mut world, &envelope).unwrap();
    world.settle();
    for place in places {
        assert_eq!((heard(&world, place, &cay, "turned over"), flaws(&world, place, &cay)), (1, vec![]));
    }
    hear_all(&mut world, &places);
}

/// Says an act with its other signature, and then with both once more.
fn acts_turned_over<A: Act + Clone>(
    cay: &mut Hostile,
    world: &mut World,
    act: A,
    frame: impl Fn(SignedBytes) -> MemberFrame,
) {
    let signed = cay.signed(act);
    let other = Signed::own(signed.act().clone(), malleated(signed.signature()));
    cay.tells(world, &frame(SignedBytes::from(&other))).unwrap();
    for again in [&signed, &other] {
        let told = cay.tells(world, &frame(SignedBytes::from(again)));
        assert!(matches!(told, Err(No::Invalid(_))), "counted twice: {told:?}");
    }
}

#[test]
fn r12_acts_with_their_other_signature_are_acts_for_everyone_and_count_once() {
    let (mut world, mut cay, places) = with_hostile(3);
    let state = world.state.as_ref().unwrap();
    let (genesis, transcript, member) = (state.origin(), state.epoch().transcript, cay.id());
    let (_, agreement) = done(cay.suite.make_agreement_key());
    let fresh = Fresh { genesis, member, incarnation: 0, number: 1, agreement };
    acts_turned_over(&mut cay, &mut world, fresh, MemberFrame::Fresh);
    acts_turned_over(&mut cay, &mut world, Resync { transcript, member, incarnation: 0 }, MemberFrame::Resync);
    world.event(Change::Owner(member), EventFrame::Owner { id: member });
    let head = world.state.as_ref().unwrap().head().clone();
    let act = OwnerAct {
        genesis,
        generation: 0,
        owner: member,
        incarnation: 0,
        at: head.seq,
        log_at: head.hash,
        power: Power::Lock,
    };
    acts_turned_over(&mut cay, &mut world, act, MemberFrame::OwnerAct);
    world.pass(15_000);
    for place in places {
        let locked = |notice: &&Notice| matches!(notice, Notice::Rules(rules) if rules.locked);
        assert_eq!(world.peers[place].notices.iter().filter(locked).count(), 1, "member {place}");
    }
    hear_all(&mut world, &places);
}

#[test]
fn r31_nothing_that_was_said_can_be_said_again_by_anybody() {
    let (mut world, mut cay, places) = with_hostile(4);
    let [ada, bob] = places;
    cay.says(&mut world, text("mine")).unwrap();
    world.say(ada, "hers");
    world.settle();
    let own = Hostile::last_post(&world, &cay.id()).unwrap();
    let hers = Hostile::last_post(&world, &world.peers[ada].id).unwrap();
    assert_eq!(cay.posts(&mut world, &own), Err(No::Invalid(Invalid::WrongCounter)));
    assert_eq!(cay.posts(&mut world, &hers), Err(No::NotYours));
    // Her words under its own seat and signature: her chain's key is not its own chain's.
    let inside = Envelope::decode(&hers).unwrap();
    let stolen = cay.envelope(&cay.header(&world), &inside.iv, inside.sealed);
    cay.posts(&mut world, &stolen).unwrap();
    world.settle();
    assert_eq!(flaws(&world, bob, &cay), [Flaw::Unreadable]);
    assert_eq!((heard(&world, bob, &cay, "hers"), heard(&world, bob, &cay, "mine")), (0, 1));
    // The last epoch's post in the next epoch, as it is and under a header that fits.
    world.join("Eve");
    world.pass(15_000);
    assert_eq!(cay.posts(&mut world, &own), Err(No::Invalid(Invalid::AnotherEpoch)));
    let inside = Envelope::decode(&own).unwrap();
    let late = cay.envelope(&cay.header(&world), &inside.iv, inside.sealed);
    cay.posts(&mut world, &late).unwrap();
    world.settle();
    assert_eq!(flaws(&world, bob, &cay), [Flaw::Unreadable; 2]);
    assert_eq!(heard(&world, bob, &cay, "mine"), 1);
    hear_all(&mut world, &places);
}

#[test]
fn r37_a_content_that_is_sealed_again_is_shown_once_and_takes_nobody_elses_place() {
    let (mut world, mut cay, places) = with_hostile(5);
    let [_, bob] = places;
    let content = cay.content(text("again and again"));
    for _ in 0..5 {
        let envelope = cay.sealed_content(&world, &content);
        cay.posts(&mut world, &envelope).unwrap();
        world.settle();
    }
    for place in places {
        assert_eq!((heard(&world, place, &cay, "again and again"), flaws(&world, place, &cay)), (1, vec![]));
    }
    // Whatever id an honest text has, having said it first hides nothing.
    for id in 0..=u8::MAX {
        let content = Content { id: [id; 16], body: text("squatting") };
        let envelope = cay.sealed_content(&world, &content);
        cay.posts(&mut world, &envelope).unwrap();
        world.pass(50);
    }
    assert_eq!(heard(&world, bob, &cay, "squatting"), 256);
    world.pass(5_000);
    hear_all(&mut world, &places);
}

/// What is done to a header.
type Bend = fn(&mut Header);

/// What a hostile member puts in place of a good post.
type Junk = fn(&mut Hostile, &World) -> Vec<u8>;

#[test]
fn r34_junk_at_the_next_counter_is_named_by_its_kind_and_the_next_post_opens() {
    let spoiled: Junk = |cay, world| {
        let mut envelope = cay.sealed(world, text("unsigned"));
        *envelope.last_mut().unwrap() ^= 1;
        envelope
    };
    let noise: Junk = |cay, world| cay.envelope(&cay.header(world), &[3; 12], &[4; 272]);
    let empty: Junk = |cay, world| cay.envelope(&cay.header(world), &[3; 12], &[4; 17]);
    let bent: Junk = |cay, world| {
        let envelope = cay.sealed(world, text("bent"));
        let decoded = Envelope::decode(&envelope).unwrap();
        let mut sealed = decoded.sealed.to_vec();
        sealed[7] ^= 1;
        cay.envelope(&decoded.header, &decoded.iv, &sealed)
    };
    let elsewhere: Junk = |cay, world| {
        // Good under the key of another counter.
        let header = cay.header(world);
        let key = done(cay.suite.import_aead_key(cay.chain(world).unwrap().peek(3)));
        let padded = padding::pad(cay.content(text("elsewhere")).encode());
        let sealed = done(cay.suite.seal(&key, &[9; 12], &header.encode(), &padded));
        cay.envelope(&header, &[9; 12], &sealed)
    };
    let kinds: [(Junk, Flaw); 5] = [
        (spoiled, Flaw::Unauthentic),
        (noise, Flaw::Unreadable),
        (empty, Flaw::Unreadable),
        (bent, Flaw::Unreadable),
        (elsewhere, Flaw::Unreadable),
    ];
    let (mut world, mut cay, places) = with_hostile(6);
    let mut expected = Vec::new();
    for (round, (junk, flaw)) in kinds.into_iter().enumerate() {
        let envelope = junk(&mut cay, &world);
        cay.posts(&mut world, &envelope).unwrap();
        expected.push(flaw);
        let after = format!("after {round}");
        cay.says(&mut world, text(&after)).unwrap();
        world.settle();
        for place in places {
            assert_eq!((flaws(&world, place, &cay), heard(&world, place, &cay, &after)), (expected.clone(), 1));
        }
    }
    hear_all(&mut world, &places);
}

#[test]
fn r31_another_log_or_a_place_to_come_is_refused_at_the_door_and_forks_nobody() {
    let (mut world, mut cay, places) = with_hostile(7);
    let bends: [(Bend, Invalid); 5] = [
        (|header| header.log_seen = LogHash([6; 32]), Invalid::Forked),
        (|header| header.seen += 1, Invalid::WrongReference),
        (|header| header.seen = u64::MAX, Invalid::WrongReference),
        (|header| header.seen = 0, Invalid::WrongReference),
        (|header| header.seen -= 1, Invalid::Forked),
    ];
    for (bend, why) in bends {
        let mut header = cay.header(&world);
        bend(&mut header);
        let envelope = cay.envelope(&header, &[1; 12], &[2; 272]);
        assert_eq!(cay.posts(&mut world, &envelope), Err(No::Invalid(why)));
        assert_eq!(cay.pulses(&mut world, bend), Err(No::Invalid(why)));
    }
    world.pass(200_000);
    at_peace(&world, &places);
    hear_all(&mut world, &places);
}

#[test]
fn r38_pulses_with_any_counter_forge_nothing_and_silence_their_sender_alone() {
    let (mut world, mut cay, places) = with_hostile(8);
    for counter in [5, u32::MAX, 0, u32::MAX, 7] {
        cay.pulses(&mut world, |header| header.counter = counter).unwrap();
        world.pass(2_000);
    }
    at_peace(&world, &places);
    let silent = |world: &World, place: usize| {
        world.peers[place]
            .roster()
            .into_iter()
            .filter(|member| member.silent)
            .map(|member| member.id)
            .collect::<Vec<_>>()
    };
    // Its counter is used up: it cannot say any more that it is alive, and that is shown of nobody else.
    for _ in 0..12 {
        assert!(cay.pulses(&mut world, |header| header.counter = 9).is_ok());
        world.pass(10_000);
    }
    for place in places {
        assert_eq!(silent(&world, place), [cay.id()], "member {place}");
    }
    hear_all(&mut world, &places);
}
