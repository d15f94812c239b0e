//! Every type of this crate that may come to hold a secret, shown in every way there is.

use super::search::{KEY, PIN, Search, TEXT, key};
use crate::api::{CreateRoom, Created};
use crate::codec::{Reader, Writer};
use crate::frame::{
    Base64, Hello, Join, MemberFrame, RelayFrame, Resume, Resumed, SealedName, SequencedPost, SignedBytes, TypedPin,
    decode_member_frame, decode_relay_frame,
};
use crate::ids::{
    Confirm, Entry, EntryHash, ErasureCommitment, ErasureToken, MemberId, NameCommitment, RoomId, SeatToken, Signature,
    VouchMac, from_base64,
};
use crate::log::snapshot::{Claim, Snapshot};
use crate::point::Point;
use crate::signed::{Announcement, Signed};
use crate::sorted::{SortedMap, SortedSet};
use std::panic::catch_unwind;

struct Word<'a>(#[expect(dead_code, reason = "what must not be shown")] &'a str);
debug_by_name!(Word<'_>);

struct Held<T: Copy>(T);
debug_by_name!(impl<T: Copy> Held);

enum Either {
    Said(#[expect(dead_code, reason = "what must not be shown")] String),
    Kept { _key: [u8; 4] },
    Nothing,
}
debug_by_name!(Either: Said | Kept | Nothing);

#[test]
fn names_are_all_that_is_shown() {
    let held = Held(*b"hush");
    assert_eq!(&held.0, b"hush", "the control: there is something to show");
    let all = (Word("hush"), held, [Either::Said("hush".into()), Either::Kept { _key: *b"hush" }, Either::Nothing]);
    assert_eq!(format!("{all:?}"), "(Word(..), Held(..), [Either::Said, Either::Kept, Either::Nothing])");
}

fn bytes() -> Base64 {
    Base64([&KEY[..], TEXT.as_bytes()].concat())
}

fn signed_bytes() -> SignedBytes {
    SignedBytes { body: bytes(), signature: Signature([KEY, KEY].concat().try_into().unwrap()) }
}

fn signed() -> Signed<Announcement> {
    let generator = p256::AffinePoint::GENERATOR;
    let encoded = p256::elliptic_curve::sec1::ToSec1Point::to_sec1_point(&generator, false);
    let point = Point::decode(encoded.as_bytes().try_into().unwrap()).unwrap();
    let announcement = Announcement {
        signing: point,
        agreement: point,
        room: RoomId(key()),
        incarnation: 0,
        erasure: ErasureCommitment(KEY),
        name: NameCommitment(KEY),
        vouch: VouchMac(KEY),
    };
    Signed::own(announcement, Signature([7; 64]))
}

#[test]
fn nothing_that_crosses_the_wire_shows_a_secret() {
    let (id, token, pin) = (MemberId(key()), SeatToken(key()), TypedPin(PIN.into()));
    let mut search = Search::default();
    search.debug(&(
        id,
        token,
        Entry(KEY),
        EntryHash(KEY),
        ErasureToken(key()),
        RoomId(key()),
        Confirm(KEY),
        VouchMac(KEY),
    ));
    search.debug(&pin).debug(&MemberFrame::Claim { pin: pin.clone() });
    let join = Join { version: 1, entry: Entry(KEY), announcement: signed_bytes(), name: bytes(), pin: Some(pin) };
    search.debug(&join).debug(&MemberFrame::Join(join.clone()));
    search.debug(&MemberFrame::Resume(Resume { version: 1, id, token, seq: 1 }));
    search.debug(&MemberFrame::Profile(signed_bytes()));
    let names = vec![SealedName { id, name: bytes() }];
    let hello = Hello {
        now_ms: 1,
        deadline_ms: 2,
        capacity: 3,
        snapshot: bytes(),
        names,
        away: vec![id],
        token,
        title: Some(bytes()),
    };
    search.debug(&hello).debug(&RelayFrame::Hello(Box::new(hello.clone()))).debug(&RelayFrame::Token { token });
    search.debug(&Resumed { now_ms: 1, deadline_ms: 2, token, head: 3, away: vec![id] });
    search.debug(&Created { created_ms: 1, deadline_ms: 2, pin: PIN.into() });
    let (room, entry_hash, creator, title) = (RoomId(key()), EntryHash(KEY), id, Some(bytes()));
    search.debug(&CreateRoom { room, entry_hash, parameters: 16, ttl_s: 60, capacity: 2, creator, title });
    search.debug(&SequencedPost { seq: 1, time_ms: 2, envelope: &KEY });
    assert!(search.control() > 20);
}

#[test]
fn nothing_in_between_shows_a_secret() {
    let mut search = Search::default();
    search
        .debug(&Writer::new().bytes(&KEY).bytes(TEXT.as_bytes()))
        .debug(&Reader::new(&KEY))
        .debug(&Reader::new(TEXT.as_bytes()));
    search.debug(&bytes()).debug(&signed_bytes()).debug(&signed());
    let claim = Claim { key: signed().act().signing, message: bytes().0, signature: Signature([7; 64]) };
    search.debug(&claim);
    let map: SortedMap<MemberId, Base64> = [(MemberId(key()), bytes())].into_iter().collect();
    let set: SortedSet<EntryHash> = [EntryHash(KEY)].into_iter().collect();
    search.debug(&map).debug(&set);
    assert!(search.control() > 10);
}

#[test]
fn nothing_that_goes_wrong_shows_a_secret() {
    let mut search = Search::default();
    let text = |inner: &str| format!("{{\"type\":\"claim\",\"pin\":{inner}}}");
    for wrong in
        [text(PIN), text(&format!("[\"{TEXT}\"]")), format!("\"{TEXT}\""), text(&format!("\"{PIN}\",\"{TEXT}\":1"))]
    {
        search.debug(&decode_member_frame(&wrong).unwrap_err()).debug(&decode_relay_frame(&wrong).unwrap_err());
    }
    search.debug(&from_base64(TEXT).unwrap_err()).debug(&TEXT.parse::<SeatToken>().unwrap_err());
    search.debug(&Snapshot::decode(&KEY).unwrap_err()).debug(&Point::decode([KEY[0]; 65]).unwrap_err());
    let token = crate::ids::to_base64(&KEY);
    let panicked = catch_unwind(|| token.parse::<SeatToken>().unwrap()).unwrap_err();
    search.text(panicked.downcast_ref::<String>().unwrap());
    assert!(search.control() > 10);
}
