//! Somebody with the room's address and no link, whose signatures all hold: seated, and vouched for by nobody.

use super::World;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::suite::Suite;
use burnroom_shared::frame::{Base64, EventFrame, SignedBytes};
use burnroom_shared::ids::{Confirm, ErasureCommitment, MemberId, NameCommitment, Slot, VouchMac};
use burnroom_shared::limits::SEALED_NAME_BYTES;
use burnroom_shared::log::Change;
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Rekey, Resync, Signed, Verified, signing_input};

pub(crate) struct Ghost {
    suite: RustCrypto,
    signing: <RustCrypto as Suite>::SigningKey,
    public: Point,
    agreement: Point,
    pub(crate) erasure: ErasureCommitment,
}

impl Ghost {
    pub(crate) fn new(seed: u64) -> Self {
        let suite = RustCrypto::seeded(seed);
        let (signing, public) = ready(suite.make_signing_key()).unwrap().unwrap();
        let (_, agreement) = ready(suite.make_agreement_key()).unwrap().unwrap();
        Self { suite, signing, public, agreement, erasure: ErasureCommitment([1; 32]) }
    }

    pub(crate) fn id(&self) -> MemberId {
        MemberId::of(&self.public)
    }

    fn sign<A: Act>(&self, act: A) -> Verified<A> {
        let signature = ready(self.suite.sign(&self.signing, &signing_input(&act))).unwrap().unwrap();
        Signed::own(act, signature).verify(self.public).expect("it signs well")
    }

    /// Takes a seat at a relay that lets it in.
    pub(crate) fn sits_down(&self, world: &mut World) {
        let announced = self.sign(Announcement {
            signing: self.public,
            agreement: self.agreement,
            room: world.state.as_ref().unwrap().genesis().room,
            incarnation: 0,
            erasure: self.erasure,
            name: NameCommitment([3; 32]),
            vouch: VouchMac([2; 32]),
        });
        let name = Base64(vec![0; SEALED_NAME_BYTES]);
        world.names.insert(self.id(), name.clone());
        let announcement = SignedBytes::from(announced.signed());
        world.event(Change::Joined(announced), EventFrame::Joined { announcement, name });
    }

    /// A rekey that is valid and good for nobody.
    pub(crate) fn rekeys(&self, world: &mut World, list: &[MemberId]) {
        let state = world.state.as_ref().unwrap();
        let rekey = self.sign(Rekey {
            generation: 0,
            room: state.genesis().room,
            genesis: state.origin(),
            previous: state.epoch().transcript,
            epoch: state.epoch().number + 1,
            at: state.head().seq,
            log_at: state.head().hash,
            author: self.id(),
            incarnation: 0,
            ephemeral: self.agreement,
            slots: list.iter().map(|id| (*id, Slot([3; 40]))).collect(),
            confirm: Confirm([4; 32]),
            vouch: VouchMac([5; 32]),
        });
        let signed = SignedBytes::from(rekey.signed());
        world.event(Change::Rekey(Box::new(rekey)), EventFrame::Rekey(signed));
    }

    pub(crate) fn resyncs(&self, world: &mut World) {
        let transcript = world.state.as_ref().unwrap().epoch().transcript;
        let resync = self.sign(Resync { transcript, member: self.id(), incarnation: 0 });
        let signed = SignedBytes::from(resync.signed());
        world.event(Change::Resync(resync), EventFrame::Resync(signed));
    }
}
