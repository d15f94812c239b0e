//! Somebody whose frames are the story's own: real keys, real signatures, and none of the engine's good manners.
//!
//! It keeps no log: what it says refers to the event at which it took its seat.

use crate::raw::RawSocket;
use crate::room::keys;
use crate::websocket;
use burnroom_engine::link::LinkKeys;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::suite::Suite;
use burnroom_shared::frame::{
    Base64, EventFrame, Hello, Join, MemberFrame, Refused, RelayFrame, SignedBytes, TypedPin, encode_frame,
};
use burnroom_shared::ids::{ErasureCommitment, MemberId, NameCommitment, RoomId, VouchMac};
use burnroom_shared::limits::{SEALED_NAME_BYTES, VERSION};
use burnroom_shared::log::State;
use burnroom_shared::log::snapshot::Snapshot;
use burnroom_shared::point::Point;
use burnroom_shared::refusal::Refusal;
use burnroom_shared::signed::{Act, Announcement, OwnerAct, Power, Signed, signing_input};
use std::net::SocketAddr;

/// Keys for one room, by its link.
pub struct Forger {
    suite: RustCrypto,
    signing: <RustCrypto as Suite>::SigningKey,
    public: Point,
    agreement: Point,
    link: LinkKeys<RustCrypto>,
}

/// A forger with a seat.
pub struct SeatedForger {
    forger: Forger,
    socket: RawSocket,
    state: State,
}

impl std::fmt::Debug for Forger {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Forger(..)")
    }
}

impl std::fmt::Debug for SeatedForger {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SeatedForger(..)")
    }
}

impl Forger {
    /// Somebody with this link.
    ///
    /// # Panics
    /// Without entropy.
    #[must_use]
    pub fn with(fragment: &str) -> Self {
        let suite = RustCrypto::new();
        let (signing, public) = ready(suite.make_signing_key()).unwrap().unwrap();
        let (_, agreement) = ready(suite.make_agreement_key()).unwrap().unwrap();
        Self { suite, signing, public, agreement, link: keys(fragment) }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> MemberId {
        MemberId::of(&self.public)
    }

    /// What asks for a seat in `room` with the entry of its own link. The voucher is good there if the link is.
    ///
    /// # Panics
    /// If the suite fails.
    #[must_use]
    pub fn joining(&self, room: RoomId) -> Join {
        let mut announcement = Announcement {
            signing: self.public,
            agreement: self.agreement,
            room,
            incarnation: 0,
            erasure: ErasureCommitment([1; 32]),
            name: NameCommitment([2; 32]),
            vouch: VouchMac([0; 32]),
        };
        let voucher = ready(self.suite.mac(&self.link.vouch, &announcement.vouch_input())).unwrap().unwrap();
        announcement.vouch = VouchMac(voucher);
        Join {
            version: VERSION,
            entry: self.link.entry,
            announcement: self.signed(announcement),
            name: Base64(vec![0; SEALED_NAME_BYTES]),
            pin: None,
        }
    }

    fn signed<A: Act>(&self, act: A) -> SignedBytes {
        let signature = ready(self.suite.sign(&self.signing, &signing_input(&act))).unwrap().unwrap();
        SignedBytes::from(&Signed::own(act, signature))
    }

    /// Takes a seat, and shows a PIN if it has one.
    ///
    /// # Panics
    /// If the relay gives none.
    pub async fn sit_down(self, relay: SocketAddr, pin: Option<&str>) -> SeatedForger {
        let room = self.link.room;
        let mut socket = RawSocket::open(relay, room).await;
        let join = Join { pin: pin.map(TypedPin::from), ..self.joining(room) };
        socket.say(&encode_frame(&MemberFrame::Join(join))).await;
        let hello = hello(&mut socket).await;
        let state = Snapshot::decode(&hello.snapshot.0).expect("a snapshot").claims_hold();
        SeatedForger { forger: self, socket, state }
    }
}

impl SeatedForger {
    /// What would be an owner's act if it were an owner.
    #[must_use]
    pub fn rules(&self, power: Power) -> MemberFrame {
        let head = self.state.head();
        MemberFrame::OwnerAct(self.forger.signed(OwnerAct {
            genesis: self.state.origin(),
            generation: self.state.address().generation,
            owner: self.forger.id(),
            incarnation: 0,
            at: head.seq,
            log_at: head.hash,
            power,
        }))
    }

    /// Says something; the relay's no to it, or nothing if that is what everyone hears next of owners.
    ///
    /// # Panics
    /// If the relay closes, says nothing, or burns the room.
    pub async fn says(&mut self, frame: &MemberFrame) -> Option<(Refused, Refusal)> {
        self.socket.say(&encode_frame(frame)).await;
        loop {
            match next(&mut self.socket).await {
                Some(RelayFrame::Refused { of, refusal, .. }) => return Some((of, refusal)),
                Some(RelayFrame::Event(event)) if matches!(event.event, EventFrame::OwnerAct(_)) => return None,
                Some(RelayFrame::Burned { .. }) => panic!("the relay burned the room"),
                _ => {}
            }
        }
    }
}

/// How the relay closes on somebody who says this first, at a room's address.
///
/// # Panics
/// If it says anything else before.
pub async fn turned_away(relay: SocketAddr, room: RoomId, frame: &MemberFrame) -> Refusal {
    let mut socket = RawSocket::open(relay, room).await;
    socket.say(&encode_frame(frame)).await;
    let first = socket.next().await.expect("an answer");
    let (code, _) = first.closing().unwrap_or_else(|| panic!("let in: {}", String::from_utf8_lossy(&first.payload)));
    Refusal::from_close_code(code).unwrap_or_else(|| panic!("closed with {code}"))
}

async fn hello(socket: &mut RawSocket) -> Box<Hello> {
    loop {
        if let Some(RelayFrame::Hello(hello)) = next(socket).await {
            return hello;
        }
    }
}

/// The next frame, if it is text.
async fn next(socket: &mut RawSocket) -> Option<RelayFrame> {
    let frame = socket.next().await.expect("the connection to stand");
    assert_eq!(frame.closing(), None, "the relay closed the connection");
    let is_text = frame.opcode == websocket::TEXT;
    is_text.then(|| serde_json::from_slice(&frame.payload).expect("a relay's frame"))
}
