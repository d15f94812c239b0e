//! Every frame comes back as it was said, and nothing that is not one is taken for one: R04.

use super::*;
use crate::ids::{
    BoxedSecret, Digest, Entry, EntryHash, LogHash, MemberId, RoomId, SealedTitle, SeatToken, Signature, Slot,
    Transcript, VouchMac,
};
use crate::limits::CAPACITY_MAX;
use crate::log::Departure;
use crate::point::Point;
use crate::signed::{Boxed, OwnerAct, Power, Readdress, Rekey, Signed};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

/// What may be absent; everything else has to be there.
const OPTIONAL: [&str; 5] = ["pin", "title", "digest", "retry_after_ms", "tries_left"];

fn signed() -> SignedBytes {
    SignedBytes { body: Base64(vec![1, 2, 3]), signature: Signature([4; 64]) }
}

fn every_member_frame() -> Vec<MemberFrame> {
    let name = Base64(vec![1; 158]);
    let join = Join { version: 1, entry: Entry([1; 32]), announcement: signed(), name, pin: Some("123456".into()) };
    vec![
        MemberFrame::Join(Join { pin: None, ..join.clone() }),
        MemberFrame::Join(join),
        MemberFrame::Resume(Resume { version: 1, id: MemberId([1; 16]), token: SeatToken([2; 16]), seq: 3 }),
        MemberFrame::Fresh(signed()),
        MemberFrame::Rekey(signed()),
        MemberFrame::Resync(signed()),
        MemberFrame::OwnerAct(signed()),
        MemberFrame::Relink(signed()),
        MemberFrame::Linkbox(signed()),
        MemberFrame::Profile(signed()),
        MemberFrame::Past { before: 1, limit: 2 },
        MemberFrame::Claim { pin: "123456".into() },
        MemberFrame::Burn {},
        MemberFrame::Leave {},
    ]
}

fn every_event() -> Vec<EventFrame> {
    let id = MemberId([1; 16]);
    let departures = [Departure::Left, Departure::Lost, Departure::Displaced, Departure::Replaced];
    let left = departures.map(|departure| EventFrame::Left { id, departure });
    let others = vec![
        EventFrame::Joined { announcement: signed(), name: Base64(vec![1; 158]) },
        EventFrame::Fresh(signed()),
        EventFrame::Rekey(signed()),
        EventFrame::Resync(signed()),
        EventFrame::OwnerAct(signed()),
        EventFrame::Relink(signed()),
        EventFrame::Linkbox(signed()),
        EventFrame::Profile(signed()),
        EventFrame::Trimmed { header: Base64(vec![1; 94]), digest: Digest([2; 32]) },
        EventFrame::Owner { id },
    ];
    others.into_iter().chain(left).collect()
}

fn every_relay_frame() -> Vec<RelayFrame> {
    let (id, token) = (MemberId([1; 16]), SeatToken([2; 16]));
    let hello = Hello {
        now_ms: 1,
        deadline_ms: 2,
        capacity: 3,
        snapshot: Base64(vec![4]),
        names: vec![SealedName { id, name: Base64(vec![5]) }],
        away: vec![id],
        token,
        title: Some(Base64(vec![6])),
    };
    let refused =
        |refusal, of| RelayFrame::Refused { refusal, of, digest: None, retry_after_ms: None, tries_left: None };
    let mut frames = vec![
        RelayFrame::Hello(Box::new(Hello { title: None, names: Vec::new(), away: Vec::new(), ..hello.clone() })),
        RelayFrame::Hello(Box::new(hello)),
        RelayFrame::Resumed(Resumed { now_ms: 1, deadline_ms: 2, token, head: 3, away: vec![id] }),
        RelayFrame::Token { token },
        RelayFrame::Presence { id, away: true },
        RelayFrame::Past { first: 1, count: 2 },
        RelayFrame::Tick { now_ms: 1, deadline_ms: 2 },
        RelayFrame::Burned { cause: BurnCause::Command, seats: 2 },
        RelayFrame::Refused {
            refusal: Refusal::PinWrong,
            of: Refused::Claim,
            digest: Some(Digest([1; 32])),
            retry_after_ms: Some(1),
            tries_left: Some(2),
        },
    ];
    let kinds = [
        Refused::Post,
        Refused::Fresh,
        Refused::Rekey,
        Refused::Resync,
        Refused::OwnerAct,
        Refused::Relink,
        Refused::Linkbox,
        Refused::Profile,
        Refused::Past,
        Refused::Claim,
        Refused::Burn,
    ];
    frames.extend(kinds.map(|of| refused(Refusal::Stale, of)));
    frames.extend(Refusal::ALL.map(|refusal| refused(refusal, Refused::Post)));
    frames
        .extend(every_event().into_iter().map(|event| RelayFrame::Event(SequencedEvent { seq: 1, time_ms: 2, event })));
    frames
}

/// `frame` with one thing wrong at a time: a field more, or one of those it needs less, in every object it is made of.
fn spoiled(frame: &Value) -> Vec<Value> {
    let mut wrong = Vec::new();
    match frame {
        Value::Object(fields) => {
            wrong.push({
                let mut more = fields.clone();
                more.insert("extra".to_owned(), json!(1));
                Value::Object(more)
            });
            for (name, value) in fields {
                if !OPTIONAL.contains(&name.as_str()) {
                    let mut fewer = fields.clone();
                    fewer.remove(name);
                    wrong.push(Value::Object(fewer));
                }
                for inner in spoiled(value).into_iter().chain([json!({}), json!([null]), json!(-1), json!(0.5)]) {
                    let mut other = fields.clone();
                    other.insert(name.clone(), inner);
                    wrong.push(Value::Object(other));
                }
            }
        }
        Value::Array(items) => wrong.extend(items.iter().flat_map(spoiled).map(|inner| json!([inner]))),
        _ => {}
    }
    wrong
}

#[test]
fn r04_every_frame_comes_back_and_with_one_thing_wrong_does_not() {
    for frame in every_member_frame() {
        let text = encode_frame(&frame);
        assert_eq!(decode_member_frame(&text), Ok(frame));
        for wrong in spoiled(&serde_json::from_str(&text).unwrap()) {
            assert_eq!(decode_member_frame(&wrong.to_string()), Err(Refusal::BadFrame), "{wrong}");
        }
    }
    for frame in every_relay_frame() {
        let text = encode_frame(&frame);
        assert_eq!(decode_relay_frame(&text), Ok(frame));
        for wrong in spoiled(&serde_json::from_str(&text).unwrap()) {
            assert_eq!(decode_relay_frame(&wrong.to_string()), Err(DecodeError::OutOfRange), "{wrong}");
        }
    }
}

#[test]
fn r04_unknown_fields_types_and_lengths_are_refused() {
    assert_eq!(decode_member_frame(r#"{"type":"burn"}"#), Ok(MemberFrame::Burn {}));
    assert_eq!(
        decode_member_frame(r#"{"type":"past","before":9,"limit":2}"#),
        Ok(MemberFrame::Past { before: 9, limit: 2 })
    );
    for text in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"type":"explode"}"#,
        r#"{"type":"burn","now":true}"#,
        r#"{"type":"burn"}{"type":"burn"}"#,
        r#"{"type":"claim","pin":123456}"#,
        r#"{"type":"claim","pin":"1","pin":"2"}"#,
        r#"{"type":"join","version":1}"#,
        r#"{"type":"rekey","body":"*","signature":"A"}"#,
        r#"{"type":"past","before":9,"limit":65536}"#,
        r#"{"type":"OwnerAct","body":"AA","signature":"AA"}"#,
    ] {
        assert_eq!(decode_member_frame(text), Err(Refusal::BadFrame), "{text}");
    }
    let long = " ".repeat(CONTROL_FRAME_MAX + 1);
    assert_eq!(decode_member_frame(&long), Err(Refusal::TooLarge));
}

#[test]
fn r04_a_relay_frame_is_made_of_its_own_fields_alone() {
    let fits = |text: &str| decode_relay_frame(text).is_ok();
    assert!(fits(r#"{"type":"tick","now_ms":1,"deadline_ms":2}"#), "the control");
    assert!(fits(r#"{"type":"refused","refusal":"stale","of":"burn","tries_left":2}"#), "the control");
    for text in [
        r#"{"type":"tick","now_ms":1,"deadline_ms":2,"seats":3}"#,
        r#"{"type":"tick","now_ms":1,"deadline_ms":2,"seats":null}"#,
        r#"{"type":"tick","now_ms":1,"now_ms":1,"deadline_ms":2}"#,
        r#"{"type":"tick","type":"tick","now_ms":1,"deadline_ms":2}"#,
        r#"{"now_ms":1,"deadline_ms":2}"#,
        r#"{"type":"past","first":1,"count":65536}"#,
        r#"{"type":"refused","refusal":"stale","of":"burn","tries_left":null}"#,
        r#"{"type":"presence","id":"AQEBAQEBAQEBAQEBAQEBAQ","away":[]}"#,
        r#"{"type":"event","seq":1,"time_ms":2,"event":{"kind":"owner","id":"AQEBAQEBAQEBAQEBAQEBAQ","departure":"left"}}"#,
    ] {
        assert!(!fits(text), "{text}");
    }
    assert!(fits(r#"{"type":"presence","id":"AQEBAQEBAQEBAQEBAQEBAQ","away":true}"#), "the control");
    assert!(fits(r#"{"type":"event","seq":1,"time_ms":2,"event":{"kind":"owner","id":"AQEBAQEBAQEBAQEBAQEBAQ"}}"#));
}

#[test]
fn binary_frames_come_back() {
    assert_eq!(decode_post(&encode_post(b"sealed")), Ok(&b"sealed"[..]));
    assert_eq!(decode_post(&[]), Err(Refusal::BadFrame));
    assert_eq!(decode_post(&[9]), Err(Refusal::BadFrame));
    assert_eq!(decode_post(&vec![1; POST_FRAME_MAX + 1]), Err(Refusal::TooLarge));
    let post = SequencedPost { seq: 1, time_ms: 2, envelope: b"sealed" };
    assert_eq!(SequencedPost::decode(&post.encode()), Ok(post));
    assert_eq!(SequencedPost::decode(&[1; 40]), Err(DecodeError::OutOfRange));
    assert_eq!(SequencedPost::decode(&[2; 16]), Err(DecodeError::Short));
}

#[test]
fn r38_what_is_beside_the_log_is_told_from_what_is_in_it() {
    let (beside, post) = (encode_ephemeral(b"sealed"), SequencedPost { seq: 1, time_ms: 2, envelope: b"sealed" });
    assert_eq!(decode_ephemeral(&beside), Some(&b"sealed"[..]));
    assert_eq!(SequencedPost::decode(&[&beside[..], &[0; 32]].concat()), Err(DecodeError::OutOfRange));
    assert_eq!(decode_ephemeral(&post.encode()), None);
    assert_eq!((decode_ephemeral(&[]), decode_ephemeral(&encode_post(b"sealed"))), (None, None));
    assert_eq!(decode_post(&beside), Err(Refusal::BadFrame), "only the relay says so");
}

fn point() -> Point {
    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    Point::decode(key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()).unwrap()
}

/// A link changed in a full room, with somebody removed or not, and a full room's rekey: the longest that members say.
#[test]
fn r17_a_full_room_changes_its_link_and_its_keys_in_one_frame() {
    let ids = |count: u16| (0..count).map(|_| MemberId([0xff; 16]));
    let boxed = |to| Boxed { to, ephemeral: point(), sealed: BoxedSecret([0xff; 32]) };
    let act = OwnerAct {
        genesis: Transcript([0xff; 32]),
        generation: u32::MAX,
        owner: MemberId([0xff; 16]),
        incarnation: u32::MAX,
        at: u64::MAX,
        log_at: LogHash([0xff; 32]),
        power: Power::Readdress(Box::new(Readdress {
            room: RoomId([0xff; 16]),
            entry_hash: EntryHash([0xff; 32]),
            removed: Some(MemberId([0xff; 16])),
            title: Some(Box::new(SealedTitle([0xff; 158]))),
            boxes: ids(CAPACITY_MAX - 1).map(boxed).collect(),
        })),
    };
    let rekey = Rekey {
        generation: u32::MAX,
        room: RoomId([0xff; 16]),
        genesis: Transcript([0xff; 32]),
        previous: Transcript([0xff; 32]),
        epoch: u32::MAX,
        at: u64::MAX,
        log_at: LogHash([0xff; 32]),
        author: MemberId([0xff; 16]),
        incarnation: u32::MAX,
        ephemeral: point(),
        slots: ids(CAPACITY_MAX).map(|id| (id, Slot([0xff; 40]))).collect(),
        confirm: crate::ids::Confirm([0xff; 32]),
        vouch: VouchMac([0xff; 32]),
    };
    let frames = [
        MemberFrame::OwnerAct(SignedBytes::from(&Signed::own(act, Signature([0xff; 64])))),
        MemberFrame::Rekey(SignedBytes::from(&Signed::own(rekey, Signature([0xff; 64])))),
    ];
    for frame in frames {
        let text = encode_frame(&frame);
        assert!(text.len() > 7_000, "{} is not what a full room takes", text.len());
        assert_eq!(decode_member_frame(&text), Ok(frame));
    }
}
