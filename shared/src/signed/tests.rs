//! Every act's bytes: one encoding each, nothing short, nothing trailing (R2).

mod bindings;

use super::owner_act::{OwnerAct, Power, Readdress};
use super::*;
use crate::codec::DecodeError;
use crate::ids::{
    BoxedSecret, Confirm, EntryHash, ErasureCommitment, LogHash, MemberId, NameCommitment, RoomId, SealedName,
    SealedTitle, Slot, Transcript, VouchMac,
};
use crate::limits::CAPACITY_MAX;
use crate::point::Point;
use p256::ecdsa::SigningKey;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Debug;

fn point(seed: u8) -> Point {
    let key = SigningKey::from_slice(&[seed; 32]).unwrap();
    Point::decode(key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()).unwrap()
}

fn boxed(number: u8) -> Boxed {
    Boxed { to: MemberId([number; 16]), ephemeral: point(2), sealed: BoxedSecret([3; 32]) }
}

fn readdress(boxes: u8) -> Readdress {
    Readdress {
        room: RoomId([1; 16]),
        entry_hash: EntryHash([2; 32]),
        removed: Some(MemberId([3; 16])),
        title: Some(Box::new(SealedTitle([4; 158]))),
        boxes: (0..boxes).map(boxed).collect(),
    }
}

fn owner_act(power: Power) -> OwnerAct {
    OwnerAct {
        genesis: Transcript([1; 32]),
        generation: 2,
        owner: MemberId([3; 16]),
        incarnation: 4,
        at: 5,
        log_at: LogHash([6; 32]),
        power,
    }
}

fn every_power() -> Vec<Power> {
    let bare = Readdress { removed: None, title: None, boxes: Vec::new(), ..readdress(0) };
    vec![
        Power::Readdress(Box::new(readdress(3))),
        Power::Readdress(Box::new(bare)),
        Power::Lock,
        Power::Unlock,
        Power::Extend { deadline_ms: 7 },
        Power::Rename(Box::new(SealedTitle([8; 158]))),
        Power::Close,
        Power::Reopen,
        Power::HandOver(MemberId([9; 16])),
    ]
}

fn relink() -> Relink {
    let (genesis, member) = (Transcript([1; 32]), MemberId([3; 16]));
    Relink { genesis, generation: 2, member, incarnation: 4, has: 1 }
}

fn linkbox() -> Linkbox {
    Linkbox {
        genesis: Transcript([1; 32]),
        generation: 2,
        from: MemberId([3; 16]),
        incarnation: 4,
        has: 1,
        number: 5,
        boxed: boxed(6),
    }
}

fn profile() -> Profile {
    let (genesis, member) = (Transcript([1; 32]), MemberId([3; 16]));
    Profile { genesis, generation: 2, member, incarnation: 4, name: SealedName([5; 174]) }
}

fn announcement() -> Announcement {
    Announcement {
        signing: point(1),
        agreement: point(2),
        room: RoomId([3; 16]),
        incarnation: 4,
        erasure: ErasureCommitment([5; 32]),
        name: NameCommitment([6; 32]),
        vouch: VouchMac([6; 32]),
    }
}

fn fresh() -> Fresh {
    let (genesis, member) = (Transcript([1; 32]), MemberId([2; 16]));
    Fresh { genesis, member, incarnation: 3, number: 4, agreement: point(5) }
}

fn resync() -> Resync {
    Resync { transcript: Transcript([1; 32]), member: MemberId([2; 16]), incarnation: 3 }
}

fn rekey(slots: u8) -> Rekey {
    Rekey {
        generation: 1,
        room: RoomId([2; 16]),
        genesis: Transcript([3; 32]),
        previous: Transcript([4; 32]),
        epoch: 5,
        at: 6,
        log_at: LogHash([7; 32]),
        author: MemberId([8; 16]),
        incarnation: 9,
        ephemeral: point(10),
        slots: (0..slots).map(|number| (MemberId([number; 16]), Slot([11; 40]))).collect(),
        confirm: Confirm([12; 32]),
        vouch: VouchMac([13; 32]),
    }
}

/// `act` is `length` bytes long, and they mean nothing else.
fn comes_back<A: Act + PartialEq + Debug>(act: &A, length: usize) {
    let blob = act.encode();
    assert_eq!(A::decode(&blob).as_ref(), Ok(act));
    assert_eq!(blob.len(), length, "{act:?}");
    for cut in 0..blob.len() {
        assert_eq!(A::decode(&blob[..cut]), Err(DecodeError::Short), "cut at {cut}: {act:?}");
    }
    assert_eq!(A::decode(&[&blob[..], &[0]].concat()), Err(DecodeError::Trailing), "{act:?}");
}

#[test]
fn r02_every_act_has_one_encoding() {
    comes_back(&announcement(), 246);
    comes_back(&fresh(), 121);
    comes_back(&resync(), 52);
    comes_back(&rekey(3), 279 + 3 * 56);
    comes_back(&relink(), 60);
    comes_back(&linkbox(), 64 + BOX_BYTES);
    comes_back(&profile(), 230);
    let lengths = [226 + 3 * BOX_BYTES, 52, 0, 0, 8, 158, 0, 0, 16];
    for (power, length) in every_power().into_iter().zip(lengths) {
        comes_back(&owner_act(power), 97 + length);
    }
    assert_eq!(BOX_BYTES, 113);
}

#[test]
fn r02_what_no_owner_does_and_no_flag_says_is_refused() {
    let head = owner_act(Power::Lock).encode();
    let head = &head[..head.len() - 1];
    let kinds: Vec<_> = every_power().iter().map(Power::kind).collect();
    for kind in 0..=u8::MAX {
        // Long enough for whatever follows: zeros are no removal, no title, no boxes.
        let decoded = OwnerAct::decode(&[head, &[kind], &[0; 400]].concat());
        let expected = if kinds.contains(&kind) { DecodeError::Trailing } else { DecodeError::OutOfRange };
        assert_eq!(decoded, Err(expected), "{kind}");
    }
    let whole = owner_act(Power::Readdress(Box::new(readdress(0)))).encode();
    for flag in [96 + 1 + 48, 96 + 1 + 48 + 17] {
        assert_eq!(whole[flag], 1);
        for value in [2, 0x81, 0xff] {
            let mut mangled = whole.clone();
            mangled[flag] = value;
            assert_eq!(OwnerAct::decode(&mangled), Err(DecodeError::OutOfRange));
        }
    }
}

#[test]
fn r02_more_boxes_or_slots_than_seats_are_refused_before_they_are_read() {
    let most = u8::try_from(CAPACITY_MAX).unwrap();
    let full = owner_act(Power::Readdress(Box::new(readdress(most))));
    assert_eq!(OwnerAct::decode(&full.encode()), Ok(full));
    let over = owner_act(Power::Readdress(Box::new(readdress(most + 1)))).encode();
    assert_eq!(OwnerAct::decode(&over), Err(DecodeError::OutOfRange));
    let counted = over.len() - BOX_BYTES * usize::from(most + 1);
    assert_eq!(OwnerAct::decode(&over[..counted]), Err(DecodeError::OutOfRange), "by the count alone");
    assert_eq!(Rekey::decode(&rekey(most + 1).encode()), Err(DecodeError::OutOfRange));
}

#[test]
fn r01_no_act_is_signed_as_another() {
    let labels = [
        Announcement::LABEL.bytes(),
        Fresh::LABEL.bytes(),
        Rekey::LABEL.bytes(),
        Resync::LABEL.bytes(),
        OwnerAct::LABEL.bytes(),
        Relink::LABEL.bytes(),
        Linkbox::LABEL.bytes(),
        Profile::LABEL.bytes(),
        crate::hash::Label::POST.bytes(),
    ];
    assert_eq!(labels.iter().collect::<BTreeSet<_>>().len(), labels.len());
}

/// Refused, or the very bytes again.
fn refused_or_canonical<A: Act>(blob: &[u8]) -> bool {
    A::decode(blob).map_or(true, |act| act.encode() == blob)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn r02_mangled_acts_are_refused_or_canonical(
        which in 0..16usize,
        mangles in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let owner_acts = every_power().into_iter().map(|power| owner_act(power).encode());
        let others = [relink().encode(), linkbox().encode(), profile().encode(), fresh().encode(), resync().encode(),
            rekey(2).encode(), announcement().encode()];
        let mut blob = owner_acts.chain(others).nth(which).unwrap();
        let place = |index: &prop::sample::Index| index.index(blob.len());
        let mangles: Vec<_> = mangles.iter().map(|(index, value)| (place(index), *value)).collect();
        let end = if cuts { cut.index(blob.len()) } else { blob.len() };
        mangles.into_iter().for_each(|(place, value)| blob[place] = value);
        let blob = &blob[..end];
        prop_assert!(refused_or_canonical::<OwnerAct>(blob));
        prop_assert!(refused_or_canonical::<Relink>(blob));
        prop_assert!(refused_or_canonical::<Linkbox>(blob));
        prop_assert!(refused_or_canonical::<Profile>(blob));
        prop_assert!(refused_or_canonical::<Fresh>(blob));
        prop_assert!(refused_or_canonical::<Resync>(blob));
        prop_assert!(refused_or_canonical::<Rekey>(blob));
        prop_assert!(refused_or_canonical::<Announcement>(blob));
    }
}
