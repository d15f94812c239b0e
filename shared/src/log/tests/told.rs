//! The file of rooms that another program computed: its words, and the events that they are. Compares nothing but signatures,
//! each with a control that must not hold.

use crate::envelope::Envelope;
use crate::ids::{MemberId, Signature};
use crate::log::{Change, Departure, Post, State};
use crate::point::Point;
use crate::signed::{Act, Announcement, Signed, Verified};
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier as _;
use serde::Deserialize;

const ROOMS: &str = include_str!("../../../vectors/room.json");

#[derive(Deserialize)]
struct File {
    rooms: Vec<Room>,
}

/// One room, from its beginning on.
#[derive(Deserialize)]
pub(super) struct Room {
    pub(super) beginning: Beginning,
    pub(super) events: Vec<Told>,
    pub(super) refused: Vec<Told>,
}

#[derive(Deserialize)]
pub(super) struct Beginning {
    pub(super) parameters: u8,
    pub(super) room: String,
    pub(super) entry_hash: String,
    pub(super) created_ms: u64,
    pub(super) creator: String,
    pub(super) origin: String,
    pub(super) standing: String,
    pub(super) standing_bytes: String,
    pub(super) state: String,
}

/// One event, and what it has led to if it is not a refused one.
#[derive(Deserialize)]
pub(super) struct Told {
    pub(super) seq: u64,
    pub(super) time_ms: u64,
    event: String,
    pub(super) kind: u8,
    pub(super) subject: String,
    body: Option<String>,
    signature: Option<String>,
    departure: Option<Departure>,
    pub(super) why: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) standing: Option<String>,
    pub(super) log: Option<String>,
    pub(super) state_sha256: Option<String>,
    pub(super) state: Option<String>,
    pub(super) standing_bytes: Option<String>,
    pub(super) made_from: Option<Made>,
}

/// What is public of what it was made from.
#[derive(Deserialize, Default)]
pub(super) struct Made {
    pub(super) transcript: Option<String>,
    pub(super) context: Option<String>,
    pub(super) boxes: Option<Vec<MadeBox>>,
}

#[derive(Deserialize)]
pub(super) struct MadeBox {
    pub(super) binding: String,
}

pub(super) fn rooms() -> Vec<Room> {
    serde_json::from_str::<File>(ROOMS).unwrap().rooms
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn from_hex(text: &str) -> Vec<u8> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    assert!(odd.is_empty(), "half a byte");
    pairs.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

pub(super) fn bytes<const N: usize>(text: &str) -> [u8; N] {
    from_hex(text).try_into().unwrap()
}

/// True if the signature holds, and does not over anything else.
pub(super) fn holds(key: &Point, message: &[u8], signature: &Signature) -> bool {
    let key = VerifyingKey::from_sec1_bytes(key.as_bytes()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
    let another = [message, &[0]].concat();
    key.verify(message, &signature).is_ok() && key.verify(&another, &signature).is_err()
}

impl Told {
    /// The event, its signature checked under the key of its author's seat, or under that of an announcement.
    pub(super) fn change(&self, state: &State) -> Change {
        match self.event.as_str() {
            "joined" => Change::Joined(self.announced()),
            "left" => Change::Left(self.subject_id(), self.departure.unwrap()),
            "owner" => Change::Owner(self.subject_id()),
            "fresh" => Change::Fresh(self.signed(state)),
            "rekey" => Change::Rekey(Box::new(self.signed(state))),
            "resync" => Change::Resync(self.signed(state)),
            "owner-act" => Change::OwnerAct(Box::new(self.signed(state))),
            "relink" => Change::Relink(self.signed(state)),
            "linkbox" => Change::Linkbox(Box::new(self.signed(state))),
            "profile" => Change::Profile(Box::new(self.signed(state))),
            "post" => Change::Post(self.posted(state)),
            other => panic!("an unknown event: {other}"),
        }
    }

    fn subject_id(&self) -> MemberId {
        MemberId(bytes(&self.subject))
    }

    fn key(&self, state: &State) -> Point {
        state.seat(&self.subject_id()).unwrap().signing()
    }

    fn read<A: Act>(&self) -> Signed<A> {
        let signature = Signature(bytes(self.signature.as_ref().unwrap()));
        Signed::decode(&from_hex(self.body.as_ref().unwrap()), signature).unwrap()
    }

    fn under<A: Act>(&self, signed: Signed<A>, key: Point) -> Verified<A> {
        assert!(holds(&key, &signed.signing_input(), signed.signature()), "the signature of event {}", self.seq);
        signed.verified_under(key)
    }

    fn announced(&self) -> Verified<Announcement> {
        let signed = self.read::<Announcement>();
        let key = signed.act().signing;
        self.under(signed, key)
    }

    fn signed<A: Act>(&self, state: &State) -> Verified<A> {
        self.under(self.read(), self.key(state))
    }

    fn posted(&self, state: &State) -> Post {
        let whole = from_hex(self.body.as_ref().unwrap());
        let envelope = Envelope::decode(&whole).unwrap();
        assert!(holds(&self.key(state), &envelope.signing_input(), &envelope.signature), "post {}", self.seq);
        Post { header: envelope.header, digest: envelope.digest() }
    }
}
