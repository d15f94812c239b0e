//! Each decoder of the wire: whatever it takes, it takes in one form only.

use burnroom_engine::content::Content;
use burnroom_engine::link::Link;
use burnroom_engine::padding;
use burnroom_shared::api::{CreateRoom, Description, Problem};
use burnroom_shared::envelope::Envelope;
use burnroom_shared::frame::{
    SequencedPost, decode_ephemeral, decode_member_frame, decode_post, decode_relay_frame, encode_ephemeral,
    encode_frame, encode_post,
};
use burnroom_shared::ids::{RoomId, Signature};
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Fresh, Linkbox, OwnerAct, Profile, Rekey, Relink, Resync, Signed};

/// JSON has many spellings; what it says comes back.
pub(crate) fn member_frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(frame) = decode_member_frame(text) {
        assert_eq!(decode_member_frame(&encode_frame(&frame)).as_ref(), Ok(&frame));
    }
}

pub(crate) fn relay_frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(frame) = decode_relay_frame(text) {
        assert_eq!(decode_relay_frame(&encode_frame(&frame)).as_ref(), Ok(&frame));
    }
}

pub(crate) fn binary_frame(bytes: &[u8]) {
    if let Ok(envelope) = decode_post(bytes) {
        assert_eq!(encode_post(envelope), bytes);
    }
    if let Some(envelope) = decode_ephemeral(bytes) {
        assert_eq!(encode_ephemeral(envelope), bytes);
    }
    if let Ok(post) = SequencedPost::decode(bytes) {
        assert_eq!(post.encode(), bytes);
    }
    if let Ok(envelope) = Envelope::decode(bytes) {
        let head = envelope.header.encode();
        let whole = [&head[..], &envelope.iv, envelope.sealed, &envelope.signature.0].concat();
        assert_eq!(whole, bytes);
    }
}

/// The first byte says which act.
pub(crate) fn acts(bytes: &[u8]) {
    fn canonical<A: Act>(blob: &[u8]) {
        if let Ok(signed) = Signed::<A>::decode(blob, Signature([0; 64])) {
            assert_eq!(signed.act().encode(), blob);
            assert_eq!(signed.blob(), blob);
        }
    }
    let Some((kind, blob)) = bytes.split_first() else { return };
    match kind % 8 {
        0 => canonical::<Announcement>(blob),
        1 => canonical::<Fresh>(blob),
        2 => canonical::<Rekey>(blob),
        3 => canonical::<Resync>(blob),
        4 => canonical::<OwnerAct>(blob),
        5 => canonical::<Relink>(blob),
        6 => canonical::<Linkbox>(blob),
        _ => canonical::<Profile>(blob),
    }
}

pub(crate) fn snapshot(bytes: &[u8]) {
    if let Ok(snapshot) = Snapshot::decode(bytes) {
        let state = snapshot.claims_hold();
        assert_eq!(state.encode(), bytes);
        // Nothing that can be asked of it panics.
        let _ = (state.resync_counts_from_ms(), state.is_epoch_old(u64::MAX), state.mark(u64::MAX), state.mark(0));
        assert!(state.seats().iter().all(|seat| state.seat(&seat.id()).is_some()));
    }
}

pub(crate) fn point(bytes: &[u8]) {
    if let Ok(bytes) = <[u8; 65]>::try_from(bytes)
        && let Ok(point) = Point::decode(bytes)
    {
        assert_eq!(point.as_bytes(), &bytes);
        assert_eq!(bytes[0], 4, "uncompressed");
        assert!(p256::PublicKey::from_sec1_bytes(&bytes).is_ok(), "on the curve");
    }
}

pub(crate) fn link(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(link) = Link::parse(text) {
        assert_eq!(*link.fragment(), text.strip_prefix('#').unwrap_or(text));
    }
    if let Ok(link) = Link::find(text) {
        let url = link.url("https://example.org");
        assert_eq!(Link::find(&url).map(|found| found.fragment().to_string()), Ok(link.fragment().to_string()));
        assert!(text.contains(link.fragment().as_str()), "it was in the text");
    }
}

pub(crate) fn content(bytes: &[u8]) {
    if let Ok(content) = Content::decode(bytes) {
        assert_eq!(&**content.encode(), bytes);
        let padded = padding::pad(content.encode());
        assert_eq!(padding::unpad(&padded), Some(bytes));
    }
    if let Some(inside) = padding::unpad(bytes) {
        assert_eq!(padding::pad(inside.to_vec().into()).as_slice(), bytes);
    }
}

pub(crate) fn http(bytes: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<CreateRoom>(bytes) {
        let again = serde_json::to_vec(&request).unwrap();
        assert_eq!(serde_json::from_slice::<CreateRoom>(&again).unwrap(), request);
    }
    if let Ok(description) = serde_json::from_slice::<Description>(bytes) {
        let again = serde_json::to_vec(&description).unwrap();
        assert_eq!(serde_json::from_slice::<Description>(&again).unwrap(), description);
    }
    if let Ok(problem) = serde_json::from_slice::<Problem>(bytes) {
        let _ = problem.refusal();
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(room) = text.parse::<RoomId>()
    {
        assert_eq!(burnroom_shared::ids::to_base64(&room.0), text);
    }
}
