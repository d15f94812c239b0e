//! A member with the link whose rekeys are valid and no good for somebody: what its victim does, and what anybody learns
//! of why.

use crate::pair;
use crate::simulator::{Frame, World};
use burnroom_engine::chain::{Chain, ChainKey};
use burnroom_engine::content::{Body, Bundle, Content};
use burnroom_engine::effect::{Flaw, Keys, Notice};
use burnroom_engine::link::LinkKeys;
use burnroom_engine::padding;
use burnroom_engine::profile::Name;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::suite::Suite;
use burnroom_shared::envelope::{Header, Lane, unsigned};
use burnroom_shared::frame::{Base64, EventFrame, SequencedPost, SignedBytes};
use burnroom_shared::hash::{Label, sha256};
use burnroom_shared::ids::{Confirm, Digest, ErasureCommitment, MemberId, Preimage, Slot, VouchMac};
use burnroom_shared::log::{Change, Post, Seat};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, ListedKeys, Rekey, Signed, Verified, signing_input};

/// What is wrong with a rekey for whoever is first in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Nothing,
    /// A bit of the slot is another.
    Garbled,
    /// It is somebody else's slot.
    ForAnother,
    /// Wrapped under a key that hangs on no link.
    AnotherSalt,
    /// Another secret than everyone's.
    AnotherSecret,
    /// Everyone's secret is another than the one that was committed to.
    AnotherConfirm,
    /// Whoever made it does not have the link.
    NotVouched,
}

const FAULTS: [Fault; 6] = [
    Fault::Garbled,
    Fault::ForAnother,
    Fault::AnotherSalt,
    Fault::AnotherSecret,
    Fault::AnotherConfirm,
    Fault::NotVouched,
];

/// Has the link and a seat.
pub(crate) struct Crook {
    suite: RustCrypto,
    link: LinkKeys<RustCrypto>,
    signing: <RustCrypto as Suite>::SigningKey,
    public: Point,
    agreement: (<RustCrypto as Suite>::AgreementKey, Point),
}

pub(crate) fn done<T, E: std::fmt::Debug>(future: impl Future<Output = Result<T, E>>) -> T {
    ready(future).unwrap().unwrap()
}

impl Crook {
    pub(crate) fn new(world: &World) -> Self {
        let suite = RustCrypto::seeded(666);
        let link = done(LinkKeys::derive(&suite, &world.link));
        let (signing, public) = done(suite.make_signing_key());
        let agreement = done(suite.make_agreement_key());
        Self { suite, link, signing, public, agreement }
    }

    fn id(&self) -> MemberId {
        MemberId::of(&self.public)
    }

    fn sign<A: Act>(&self, act: A) -> Verified<A> {
        let signature = done(self.suite.sign(&self.signing, &signing_input(&act)));
        Signed::own(act, signature).verify(self.public).expect("it signs well")
    }

    pub(crate) fn sits_down(&self, world: &mut World) {
        let name = Name::new(&self.suite, "Cay").unwrap();
        let unvouched = Announcement {
            signing: self.public,
            agreement: self.agreement.1,
            room: self.link.room,
            incarnation: 0,
            erasure: ErasureCommitment([1; 32]),
            name: name.commitment(),
            vouch: VouchMac([0; 32]),
        };
        let vouch = VouchMac(done(self.suite.mac(&self.link.vouch, &unvouched.vouch_input())));
        let announced = self.sign(Announcement { vouch, ..unvouched });
        let name = Base64(done(name.seal(&self.suite, &self.link, &self.id(), 0)).0.to_vec());
        world.names.insert(self.id(), name.clone());
        let announcement = SignedBytes::from(announced.signed());
        world.event(Change::Joined(announced), EventFrame::Joined { announcement, name });
    }

    /// The key-encryption key that one who is listed will have.
    fn wrap_key(
        &self,
        own: &<RustCrypto as Suite>::AgreementKey,
        listed: &ListedKeys,
        (preimage, salt): (&Preimage, &[u8; 32]),
    ) -> <RustCrypto as Suite>::WrapKey {
        let info = Label::WRAP_KEY.then(&[&preimage.0, &listed.id.0]);
        done(self.suite.agree_wrap_key(own, &listed.agreement, salt, &info))
    }

    /// A rekey for everyone, as it should be but for `fault`. Its own chain.
    pub(crate) fn rekeys(&self, world: &mut World, fault: Fault) -> Chain {
        let state = world.state.as_ref().unwrap();
        let head = state.head().clone();
        let keys = state.listed_keys(head.seq, state.seats().iter().map(Seat::id)).unwrap();
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
            incarnation: 0,
            ephemeral,
            slots: Vec::new(),
            confirm: Confirm([0; 32]),
            vouch: VouchMac([0; 32]),
        };
        let preimage = rekey.preimage(&keys);
        let salt = done(self.suite.mac(&self.link.wrap, &Label::WRAP_SALT.then(&[&preimage.0])));
        let [secret, other] = [(); 2].map(|()| done(self.suite.make_epoch_secret()));
        let key = |place: usize, salt| self.wrap_key(&own, &keys[place], (&preimage, salt));
        let mut slots: Vec<Slot> =
            (0..keys.len()).map(|place| done(self.suite.wrap(&secret, &key(place, &salt)))).collect();
        let base = ready(self.suite.unwrap(&slots[0], &key(0, &salt))).unwrap().unwrap();
        rekey.confirm = Confirm(*done(self.suite.derive_bytes(&base, &preimage.0, &Label::CONFIRM.bytes())));
        match fault {
            Fault::Garbled => slots[0].0[5] ^= 1,
            Fault::ForAnother => slots[0] = slots[1],
            Fault::AnotherSalt => slots[0] = done(self.suite.wrap(&secret, &key(0, &[9; 32]))),
            Fault::AnotherSecret => slots[0] = done(self.suite.wrap(&other, &key(0, &salt))),
            Fault::AnotherConfirm => rekey.confirm.0[0] ^= 1,
            Fault::Nothing | Fault::NotVouched => {}
        }
        rekey.slots = keys.iter().map(|listed| listed.id).zip(slots).collect();
        let transcript = rekey.transcript(&preimage);
        rekey.vouch = VouchMac(done(self.suite.mac(&self.link.vouch, &Rekey::vouch_input(&transcript))));
        rekey.vouch.0[0] ^= u8::from(fault == Fault::NotVouched);
        let rekey = self.sign(rekey);
        let signed = SignedBytes::from(rekey.signed());
        world.event(Change::Rekey(Box::new(rekey)), EventFrame::Rekey(signed));
        Chain::new(ChainKey::new(done(self.suite.derive_bytes(
            &base,
            &transcript.0,
            &Label::CHAIN.then(&[&self.id().0]),
        ))))
    }

    /// Says something with a good signature; the relay numbers it. The frame that tells of it.
    fn posts(&self, world: &mut World, sealed: &[u8]) -> Frame {
        self.posts_what(world, |_, _| sealed.to_vec())
    }

    /// Hands over secrets of epochs that are none.
    pub(crate) fn hands_junk(&self, world: &mut World, chain: &mut Chain) -> Frame {
        let junk: Vec<_> = (1..20).map(|epoch| (epoch, [9; 32])).collect();
        let bundle = Bundle::new(junk.iter().map(|(epoch, secret)| (*epoch, secret)));
        let mut id = [0; 16];
        self.suite.random(&mut id).unwrap();
        let padded = padding::pad(Content { id, body: Body::History(bundle) }.encode());
        let key = done(self.suite.import_aead_key(chain.step()));
        self.posts_what(world, |header, iv| done(self.suite.seal(&key, iv, &header.encode(), &padded)))
    }

    fn posts_what(&self, world: &mut World, seal: impl FnOnce(&Header, &[u8; 12]) -> Vec<u8>) -> Frame {
        let state = world.state.as_ref().unwrap();
        let header = Header {
            lane: Lane::Durable,
            sender: self.id(),
            transcript: state.epoch().transcript,
            counter: state.epoch().listed(&self.id()).unwrap().next,
            seen: state.head().seq,
            log_seen: state.head().hash,
        };
        let iv = [7; 12];
        let mut envelope = unsigned(&header, &iv, &seal(&header, &iv));
        let signature = done(self.suite.sign(&self.signing, &Label::POST.then(&[&envelope])));
        envelope.extend_from_slice(&signature.0);
        let digest = Digest(sha256(&envelope));
        let (seq, time_ms) = world.number(Change::Post(Post { header, digest })).unwrap();
        Frame::Binary(SequencedPost { seq, time_ms, envelope: &envelope }.encode())
    }
}

/// Everything that Ada does on hearing the crook's rekey, and tells her person but for who is there.
fn reaction(fault: Fault) -> (Vec<Notice>, Vec<String>, Option<u64>) {
    let (mut world, ada, _) = pair(70);
    world.pass(10_000);
    let crook = Crook::new(&world);
    crook.sits_down(&mut world);
    let Some(joined) = world.peers[ada].down.pop_front() else { panic!("somebody came") };
    world.hear(ada, joined);
    crook.rekeys(&mut world, fault);
    let Some(rekey) = world.peers[ada].down.pop_front() else { panic!("a rekey") };
    world.peers[ada].notices.clear();
    world.peers[ada].up.clear();
    world.hear(ada, rekey);
    let peer = &world.peers[ada];
    let kind = |frame: &Frame| match frame {
        Frame::Text(text) => text.split('"').nth(3).unwrap_or_default().to_owned(),
        other => format!("{other:?}"),
    };
    let told = peer.notices.iter().filter(|notice| !matches!(notice, Notice::Roster(_)));
    (told.cloned().collect(), peer.up.iter().map(kind).collect(), peer.wake_ms)
}

#[test]
fn r05_why_a_rekey_is_no_good_shows_in_nothing_that_its_victim_does() {
    let [first, others @ ..] = FAULTS.map(reaction);
    assert_eq!(first.1, ["resync"], "it says that it has no key");
    for (fault, other) in FAULTS[1..].iter().zip(others) {
        assert_eq!(other, first, "{fault:?}");
    }
    let (notices, said, _) = reaction(Fault::Nothing);
    assert!(!said.contains(&"resync".to_owned()) && notices.contains(&Notice::Keys(Keys::Ready)), "{said:?}");
}

#[test]
fn r05_why_a_post_does_not_open_shows_in_nothing() {
    let mut shown = Vec::new();
    for sealed in [vec![0; 272], vec![0xff; 272], vec![0; 17], vec![5; 4_112]] {
        let (mut world, ada, _) = pair(71);
        world.pass(10_000);
        let crook = Crook::new(&world);
        crook.sits_down(&mut world);
        crook.rekeys(&mut world, Fault::Nothing);
        world.settle();
        let post = crook.posts(&mut world, &sealed);
        world.peers[ada].notices.clear();
        world.hear(ada, post);
        let suspect = |notice: &Notice| matches!(notice, Notice::Suspect { flaw: Flaw::Unreadable, .. });
        assert_eq!(
            world.peers[ada].notices.iter().filter(|notice| suspect(notice)).count(),
            1,
            "{:?}",
            world.peers[ada].notices
        );
        shown.push((world.peers[ada].notices.clone(), world.peers[ada].up.len(), world.peers[ada].wake_ms));
    }
    assert!(shown.iter().all(|other| *other == shown[0]), "{shown:?}");
}

#[test]
fn r30_a_secret_that_the_rekey_does_not_commit_to_gives_no_key() {
    for fault in [Fault::Nothing, Fault::AnotherSecret, Fault::AnotherConfirm] {
        let (mut world, ada, bob) = pair(72);
        world.pass(10_000);
        let crook = Crook::new(&world);
        crook.sits_down(&mut world);
        crook.rekeys(&mut world, fault);
        for place in [ada, bob] {
            world.peers[place].up.clear();
            while let Some(frame) = world.peers[place].down.pop_front() {
                world.hear(place, frame);
            }
            let is_victim = fault == Fault::AnotherConfirm || fault == Fault::AnotherSecret && place == ada;
            assert_eq!(world.peers[place].keys() == Some(Keys::Ready), !is_victim, "{fault:?}, member {place}");
            world.say(place, "under which key?");
            let sealed = world.peers[place].up.iter().any(|frame| matches!(frame, Frame::Binary(_)));
            assert_eq!(sealed, !is_victim, "{fault:?}, member {place}");
        }
    }
}

#[test]
fn r24_a_rekey_that_is_no_good_costs_an_epoch_and_no_text() {
    for fault in FAULTS {
        let (mut world, ada, bob) = pair(73);
        world.pass(10_000);
        let crook = Crook::new(&world);
        crook.sits_down(&mut world);
        crook.rekeys(&mut world, fault);
        let bad = world.state.as_ref().unwrap().epoch().number;
        world.say(ada, "to Bob");
        world.say(bob, "to Ada");
        world.pass(20_000);
        assert!(world.state.as_ref().unwrap().epoch().number > bad, "{fault:?}");
        // Who had the key said it at once. Who has none hears that something was said.
        let heard = world.peers[ada].texts().len();
        let no_key = |notice: &&Notice| matches!(notice, Notice::Suspect { flaw: Flaw::NoKey, .. });
        let missed = world.peers[ada].notices.iter().filter(no_key).count();
        assert_eq!((heard + missed, world.peers[bob].texts()), (1, vec!["to Bob".to_owned()]), "{fault:?}");
        world.say(bob, "once more");
        world.pass(3_000);
        assert_eq!(world.peers[ada].texts().last().map(String::as_str), Some("once more"), "{fault:?}");
        for place in [ada, bob] {
            let peer = &world.peers[place];
            let said = if place == bob { 2 } else { 1 };
            assert_eq!((peer.keys(), peer.sent()), (Some(Keys::Ready), said), "{fault:?}, member {place}");
            let bad = peer.notices.iter().any(|notice| matches!(notice, Notice::Forked(_) | Notice::Ended(_)));
            assert!(!bad, "{fault:?}, member {place}");
        }
    }
}
