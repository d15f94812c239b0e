//! The hostile member: real keys, a real seat, every key that its slots give it, and none of the engine's manners.

use super::door::{Door, No};
use crate::simulator::{Frame, World};
use burnroom_engine::chain::{Chain, ChainKey};
use burnroom_engine::content::{Body, Content};
use burnroom_engine::link::LinkKeys;
use burnroom_engine::padding;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::suite::Suite;
use burnroom_shared::envelope::{Envelope, Header, Lane, unsigned};
use burnroom_shared::frame::{
    Base64, EventFrame, MemberFrame, RelayFrame, SignedBytes, decode_relay_frame, encode_frame, encode_post,
};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{Confirm, ErasureCommitment, MemberId, NameCommitment, Preimage, Signature, Slot, VouchMac};
use burnroom_shared::limits::{NAME_BYTES_MAX, SEALED_NAME_BYTES};
use burnroom_shared::log::{Change, Departure, Seat};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Rekey, Resync, Signed, signing_input};
use zeroize::Zeroizing;

pub(super) type BaseKey = <RustCrypto as Suite>::BaseKey;

const NAME_SALT: [u8; NameCommitment::SALT] = [7; NameCommitment::SALT];
const NAME_IV: [u8; 12] = [8; 12];

/// What a hostile author puts into somebody's slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// The secret that the rekey commits to.
    Secret,
    /// Another one, well wrapped.
    Other,
    /// Nothing that opens.
    Junk,
}

/// Has the link and a seat.
pub(super) struct Hostile {
    pub(super) suite: RustCrypto,
    pub(super) link: LinkKeys<RustCrypto>,
    signing: <RustCrypto as Suite>::SigningKey,
    pub(super) public: Point,
    agreement: (<RustCrypto as Suite>::AgreementKey, Point),
    pub(super) incarnation: u32,
    pub(super) door: Door,
    /// The id of the next content: none is said twice unless it wants so.
    contents: u64,
}

pub(super) fn done<T, E: std::fmt::Debug>(future: impl Future<Output = Result<T, E>>) -> T {
    ready(future).unwrap().unwrap()
}

/// The same signature with n - s in place of s: it holds as well.
pub(super) fn malleated(signature: &Signature) -> Signature {
    let signature = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(*r, -*s).unwrap();
    Signature(other.to_bytes().into())
}

impl Hostile {
    /// Somebody with the link, without a seat.
    pub(super) fn new(world: &World, seed: u64) -> Self {
        let suite = RustCrypto::seeded(seed ^ 0x6666);
        let link = done(LinkKeys::derive(&suite, &world.link));
        let (signing, public) = done(suite.make_signing_key());
        let agreement = done(suite.make_agreement_key());
        Self { suite, link, signing, public, agreement, incarnation: 0, door: Door::of(public), contents: 0 }
    }

    /// Takes a seat.
    pub(super) fn sits_down(world: &mut World, seed: u64, name: &str) -> Self {
        let hostile = Self::new(world, seed);
        hostile.joins(world, name);
        hostile
    }

    pub(super) fn id(&self) -> MemberId {
        MemberId::of(&self.public)
    }

    /// Takes its seat, in the incarnation that it has, under any name: cleaned of nothing.
    pub(super) fn joins(&self, world: &mut World, name: &str) {
        let unvouched = Announcement {
            signing: self.public,
            agreement: self.agreement.1,
            room: self.link.room,
            incarnation: self.incarnation,
            erasure: ErasureCommitment([1; 32]),
            name: NameCommitment::to(&NAME_SALT, name),
            vouch: VouchMac([0; 32]),
        };
        let vouch = VouchMac(done(self.suite.mac(&self.link.vouch, &unvouched.vouch_input())));
        let announced = self.signed(Announcement { vouch, ..unvouched });
        let name = self.sealed_name(name);
        world.names.insert(self.id(), name.clone());
        let announcement = SignedBytes::from(&announced);
        let announced = announced.verify(self.public).unwrap();
        world.event(Change::Joined(announced), EventFrame::Joined { announcement, name });
    }

    /// A name as it is, sealed under the link.
    pub(super) fn sealed_name(&self, name: &str) -> Base64 {
        let length = u16::try_from(name.len()).unwrap().to_be_bytes();
        let mut plaintext = [&NAME_SALT[..], &length, name.as_bytes()].concat();
        plaintext.resize(NAME_SALT.len() + length.len() + NAME_BYTES_MAX, 0);
        let context = Label::PROFILE.then(&[&self.link.room.0, &self.id().0, &self.incarnation.to_be_bytes()]);
        let sealed = done(self.suite.seal(&self.link.profile, &NAME_IV, &context, &plaintext));
        let sealed = [&NAME_IV[..], &sealed].concat();
        assert_eq!(sealed.len(), SEALED_NAME_BYTES);
        Base64(sealed)
    }

    pub(super) fn leaves(&self, world: &mut World) {
        let (id, departure) = (self.id(), Departure::Left);
        world.event(Change::Left(id, departure), EventFrame::Left { id, departure });
    }

    pub(super) fn signed<A: Act>(&self, act: A) -> Signed<A> {
        let signature = done(self.suite.sign(&self.signing, &signing_input(&act)));
        Signed::own(act, signature)
    }

    /// Signs an act and says it.
    pub(super) fn acts<A: Act>(
        &mut self,
        world: &mut World,
        act: A,
        frame: impl FnOnce(SignedBytes) -> MemberFrame,
    ) -> Result<(), No> {
        let signed = self.signed(act);
        self.tells(world, &frame(SignedBytes::from(&signed)))
    }

    pub(super) fn tells(&mut self, world: &mut World, frame: &MemberFrame) -> Result<(), No> {
        self.door.take(world, &Frame::Text(encode_frame(frame)))
    }

    /// What the epoch in force gives to whoever is listed: this one opens its slot like everyone.
    pub(super) fn secret(&self, world: &World) -> Option<BaseKey> {
        let state = world.state.as_ref().unwrap();
        let (_, frame) = world.backlog.iter().rev().find(|(seq, _)| *seq == state.epoch().seq)?;
        let Frame::Text(text) = frame else { return None };
        let Ok(RelayFrame::Event(event)) = decode_relay_frame(text) else { return None };
        let EventFrame::Rekey(signed) = event.event else { return None };
        let rekey = signed.decode::<Rekey>().unwrap().act().clone();
        let keys = state.listed_keys(rekey.at, rekey.list()).ok()?;
        let preimage = rekey.preimage(&keys);
        let key = self.wrap_key(&self.agreement.0, &rekey.ephemeral, &self.id(), &preimage);
        ready(self.suite.unwrap(rekey.slot(&self.id())?, &key)).unwrap()
    }

    /// The key-encryption key between a private half and a public one, for the slot of `id`.
    pub(super) fn wrap_key(
        &self,
        own: &<RustCrypto as Suite>::AgreementKey,
        with: &Point,
        id: &MemberId,
        preimage: &Preimage,
    ) -> <RustCrypto as Suite>::WrapKey {
        let salt = done(self.suite.mac(&self.link.wrap, &Label::WRAP_SALT.then(&[&preimage.0])));
        done(self.suite.agree_wrap_key(own, with, &salt, &Label::WRAP_KEY.then(&[&preimage.0, &id.0])))
    }

    /// A valid rekey for `list`, whatever it gives to whom; and the two secrets that it may have given.
    pub(super) fn rekey(
        &self,
        world: &World,
        list: &[MemberId],
        given: impl Fn(&MemberId) -> Given,
    ) -> (Signed<Rekey>, [BaseKey; 2]) {
        let state = world.state.as_ref().unwrap();
        let head = state.head();
        let keys = state.listed_keys(head.seq, list.iter().copied()).unwrap();
        let (own, ephemeral) = done(self.suite.make_agreement_key());
        let mut rekey = Rekey {
            generation: state.address().generation,
            room: state.address().room,
            genesis: state.origin(),
            previous: state.epoch().transcript,
            epoch: state.epoch().number + 1,
            at: head.seq,
            log_at: head.hash,
            author: self.id(),
            incarnation: self.incarnation,
            ephemeral,
            slots: Vec::new(),
            confirm: Confirm([0; 32]),
            vouch: VouchMac([0; 32]),
        };
        let preimage = rekey.preimage(&keys);
        let secrets = [(); 2].map(|()| done(self.suite.make_epoch_secret()));
        // What it wraps for itself it can open: so it has both to derive from.
        let bases = [0, 1].map(|which: usize| {
            let key = self.wrap_key(&own, &self.agreement.1, &self.id(), &preimage);
            let slot = done(self.suite.wrap(&secrets[which], &key));
            ready(self.suite.unwrap(&slot, &key)).unwrap().unwrap()
        });
        for listed in &keys {
            let key = self.wrap_key(&own, &listed.agreement, &listed.id, &preimage);
            let slot = match given(&listed.id) {
                Given::Secret => done(self.suite.wrap(&secrets[0], &key)),
                Given::Other => done(self.suite.wrap(&secrets[1], &key)),
                Given::Junk => Slot([9; 40]),
            };
            rekey.slots.push((listed.id, slot));
        }
        rekey.confirm = self.confirm(&bases[0], &preimage);
        let transcript = rekey.transcript(&preimage);
        rekey.vouch = VouchMac(done(self.suite.mac(&self.link.vouch, &Rekey::vouch_input(&transcript))));
        (self.signed(rekey), bases)
    }

    pub(super) fn confirm(&self, base: &BaseKey, preimage: &Preimage) -> Confirm {
        Confirm(*done(self.suite.derive_bytes(base, &preimage.0, &Label::CONFIRM.bytes())))
    }

    /// Makes the next epoch for everyone who is seated.
    pub(super) fn rekeys(&mut self, world: &mut World, given: impl Fn(&MemberId) -> Given) -> Result<[BaseKey; 2], No> {
        let list: Vec<_> = world.state.as_ref().unwrap().seats().iter().map(Seat::id).collect();
        let (rekey, bases) = self.rekey(world, &list, given);
        self.tells(world, &MemberFrame::Rekey(SignedBytes::from(&rekey))).map(|()| bases)
    }

    /// Says that the epoch in force is no good for it: a reason for another, of its own too.
    pub(super) fn asks_for_another(&mut self, world: &mut World) -> Result<(), No> {
        let transcript = world.state.as_ref().unwrap().epoch().transcript;
        let resync = Resync { transcript, member: self.id(), incarnation: self.incarnation };
        self.acts(world, resync, MemberFrame::Resync)
    }

    /// The first message key of a member's chain, from a secret.
    pub(super) fn first_key(&self, world: &World, base: &BaseKey, id: &MemberId) -> Zeroizing<[u8; 32]> {
        let transcript = world.state.as_ref().unwrap().epoch().transcript;
        let chain = done(self.suite.derive_bytes(base, &transcript.0, &Label::CHAIN.then(&[&id.0])));
        Chain::new(ChainKey::new(chain)).step()
    }

    /// Its own chain in the epoch in force, at its next counter.
    pub(super) fn chain(&self, world: &World) -> Option<Chain> {
        let base = self.secret(world)?;
        let epoch = world.state.as_ref().unwrap().epoch();
        let info = Label::CHAIN.then(&[&self.id().0]);
        let mut chain = Chain::new(ChainKey::new(done(self.suite.derive_bytes(&base, &epoch.transcript.0, &info))));
        for _ in 0..epoch.listed(&self.id())?.next {
            drop(chain.step());
        }
        Some(chain)
    }

    /// The header that is valid now.
    pub(super) fn header(&self, world: &World) -> Header {
        let state = world.state.as_ref().unwrap();
        Header {
            lane: Lane::Durable,
            sender: self.id(),
            transcript: state.epoch().transcript,
            counter: state.epoch().listed(&self.id()).map_or(0, |listed| listed.next),
            seen: state.head().seq,
            log_seen: state.head().hash,
        }
    }

    pub(super) fn listed(&self, world: &World) -> bool {
        world.state.as_ref().unwrap().epoch().listed(&self.id()).is_some()
    }

    pub(super) fn content(&mut self, body: Body) -> Content {
        self.contents += 1;
        let mut id = [0x66; 16];
        id[..8].copy_from_slice(&self.contents.to_be_bytes());
        Content { id, body }
    }

    /// Signs any bytes under any header.
    pub(super) fn envelope(&self, header: &Header, iv: &[u8; 12], sealed: &[u8]) -> Vec<u8> {
        let mut envelope = unsigned(header, iv, sealed);
        let signature = done(self.suite.sign(&self.signing, &Label::POST.then(&[&envelope])));
        envelope.extend_from_slice(&signature.0);
        envelope
    }

    /// A post as it should be.
    pub(super) fn sealed(&mut self, world: &World, body: Body) -> Vec<u8> {
        let content = self.content(body);
        self.sealed_content(world, &content)
    }

    pub(super) fn sealed_content(&self, world: &World, content: &Content) -> Vec<u8> {
        let header = self.header(world);
        let key = self.chain(world).expect("it has a key").step();
        let key = done(self.suite.import_aead_key(key));
        self.sealed_with(&key, &header, content)
    }

    fn sealed_with(&self, key: &<RustCrypto as Suite>::AeadKey, header: &Header, content: &Content) -> Vec<u8> {
        let mut iv = [0; 12];
        self.suite.random(&mut iv).unwrap();
        let padded = padding::pad(content.encode());
        let sealed = done(self.suite.seal(key, &iv, &header.encode(), &padded));
        self.envelope(header, &iv, &sealed)
    }

    pub(super) fn posts(&mut self, world: &mut World, envelope: &[u8]) -> Result<(), No> {
        self.door.take(world, &Frame::Binary(encode_post(envelope)))
    }

    pub(super) fn says(&mut self, world: &mut World, body: Body) -> Result<(), No> {
        let envelope = self.sealed(world, body);
        self.posts(world, &envelope)
    }

    /// A pulse, whatever its header.
    pub(super) fn pulses(&mut self, world: &mut World, bend: impl FnOnce(&mut Header)) -> Result<(), No> {
        let mut header = Header { lane: Lane::Ephemeral, ..self.header(world) };
        bend(&mut header);
        let content = self.content(Body::Pulse);
        let transcript = world.state.as_ref().unwrap().epoch().transcript;
        let base = self.secret(world).expect("it has a key");
        let key = done(self.suite.derive_aead_key(&base, &transcript.0, &Label::EPHEMERAL.bytes()));
        let envelope = self.sealed_with(&key, &header, &content);
        self.posts(world, &envelope)
    }

    /// Its last post in the log, as it was numbered.
    pub(super) fn last_post(world: &World, of: &MemberId) -> Option<Vec<u8>> {
        let post = |frame: &Frame| match frame {
            Frame::Binary(bytes) => {
                let post = burnroom_shared::frame::SequencedPost::decode(bytes).ok()?;
                (Envelope::decode(post.envelope).ok()?.header.sender == *of).then(|| post.envelope.to_vec())
            }
            _ => None,
        };
        world.backlog.iter().rev().find_map(|(_, frame)| post(frame))
    }
}
