//! Who this device is in one room: keys made for it, the announcement, the token that will say "erased".
//! Nothing here outlives the session.

use crate::link::LinkKeys;
use crate::profile::{Name, ProfileFault};
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{ErasureCommitment, ErasureToken, MemberId, SealedName, Transcript, VouchMac};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Announcement, Fresh, Signed, signing_input};
use zeroize::Zeroizing;

/// An agreement key pair of one's own, with the event from which others wrap to it.
struct AgreementKeyPair<S: Suite> {
    since: u64,
    key: S::AgreementKey,
}

/// A fresh key pair whose announcement has not come back in the log yet.
struct Pending<S: Suite> {
    public: Point,
    key: S::AgreementKey,
}

/// One's own keys and announcement.
pub(crate) struct Identity<S: Suite> {
    id: MemberId,
    name: Name,
    signing: S::SigningKey,
    announcement: Signed<Announcement>,
    agreements: Vec<AgreementKeyPair<S>>,
    /// Every fresh key since the last one in the log, one each ten minutes: the relay may number what it said no to.
    pending: Vec<Pending<S>>,
    is_renewing: bool,
    erasure: Zeroizing<[u8; 16]>,
}

burnroom_shared::debug_by_name!(impl<S: Suite> Identity);

impl<S: Suite> Identity<S> {
    /// New keys, announced for the link's room.
    pub(crate) async fn make(suite: &S, link: &LinkKeys<S>, name: &str) -> Result<Self, ProfileFault> {
        let name = Name::new(suite, name)?;
        let (signing, signing_point) = suite.make_signing_key().await?;
        let (agreement, agreement_point) = suite.make_agreement_key().await?;
        let mut erasure = Zeroizing::new([0; 16]);
        suite.random(erasure.as_mut_slice())?;
        let announcement = Announcement {
            signing: signing_point,
            agreement: agreement_point,
            room: link.room,
            incarnation: 0,
            erasure: ErasureCommitment::to(&ErasureToken(*erasure)),
            name: name.commitment(),
            vouch: VouchMac([0; 32]),
        };
        let id = announcement.id();
        let announcement = announce(suite, link, &signing, announcement).await?;
        let agreements = vec![AgreementKeyPair { since: 0, key: agreement }];
        Ok(Self { id, name, signing, announcement, agreements, pending: Vec::new(), is_renewing: false, erasure })
    }

    /// Asks for a seat again after the one before was lost: the same id, the next incarnation, another agreement key (R72).
    pub(crate) async fn again(&mut self, suite: &S, link: &LinkKeys<S>) -> Result<(), SuiteFault> {
        let (agreement, agreement_point) = suite.make_agreement_key().await?;
        let before = self.announcement.act().clone();
        let incarnation = before.incarnation.checked_add(1).ok_or(SuiteFault)?;
        let announcement = Announcement { agreement: agreement_point, room: link.room, incarnation, ..before };
        self.announcement = announce(suite, link, &self.signing, announcement).await?;
        self.agreements = vec![AgreementKeyPair { since: 0, key: agreement }];
        self.pending.clear();
        self.is_renewing = false;
        Ok(())
    }

    /// One's name, sealed under a link for the incarnation that is announced.
    pub(crate) async fn sealed_name(&self, suite: &S, link: &LinkKeys<S>) -> Result<SealedName, SuiteFault> {
        self.name.seal(suite, link, &self.id, self.incarnation()).await
    }

    /// How often this id has taken a seat before.
    pub(crate) fn incarnation(&self) -> u32 {
        self.announcement.act().incarnation
    }

    pub(crate) fn id(&self) -> MemberId {
        self.id
    }

    pub(crate) fn announcement(&self) -> &Signed<Announcement> {
        &self.announcement
    }

    /// Signs an act of one's own.
    pub(crate) async fn sign<A: Act>(&self, suite: &S, act: A) -> Result<Signed<A>, SuiteFault> {
        sign(suite, &self.signing, act).await
    }

    /// Signs bytes that carry their label already.
    pub(crate) async fn sign_bytes(
        &self,
        suite: &S,
        message: &[u8],
    ) -> Result<burnroom_shared::ids::Signature, SuiteFault> {
        suite.sign(&self.signing, message).await
    }

    /// The agreement key that was in force at event `at`.
    pub(crate) fn agreement_at(&self, at: u64) -> Option<&S::AgreementKey> {
        self.agreements.iter().rev().find(|pair| pair.since <= at).map(|pair| &pair.key)
    }

    /// Makes a fresh agreement key and signs it for the log (R28).
    pub(crate) async fn renew(
        &mut self,
        suite: &S,
        origin: Transcript,
        number: u32,
    ) -> Result<Signed<Fresh>, SuiteFault> {
        let (key, agreement): (_, Point) = suite.make_agreement_key().await?;
        let incarnation = self.incarnation();
        let fresh = Fresh { genesis: origin, member: self.id, incarnation, number, agreement };
        let signed = self.sign(suite, fresh).await?;
        self.pending.push(Pending { public: agreement, key });
        self.is_renewing = true;
        Ok(signed)
    }

    /// True while a fresh key is on its way to the log.
    pub(crate) fn is_renewing(&self) -> bool {
        self.is_renewing
    }

    /// The relay refused the fresh key, or it was lost on the way.
    pub(crate) fn renewal_refused(&mut self) {
        self.is_renewing = false;
    }

    /// A fresh key of one's own is in the log as event `seq`. False if this device made no such key.
    pub(crate) fn renewed(&mut self, public: &Point, seq: u64) -> bool {
        let Some(place) = self.pending.iter().position(|pending| pending.public == *public) else { return false };
        let key = self.pending.swap_remove(place).key;
        self.agreements.push(AgreementKeyPair { since: seq, key });
        self.pending.clear();
        self.is_renewing = false;
        true
    }

    /// Forgets every key whose successor was in force at `at`, the read mark of a rekey that has been accepted (R29).
    pub(crate) fn forget_before(&mut self, at: u64) {
        let in_force = self.agreements.iter().rposition(|pair| pair.since <= at).unwrap_or(0);
        self.agreements.drain(..in_force);
    }

    /// Gives up everything but the erasure token.
    pub(crate) fn into_erasure(self) -> Zeroizing<[u8; 16]> {
        self.erasure
    }
}

async fn announce<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    key: &S::SigningKey,
    mut announcement: Announcement,
) -> Result<Signed<Announcement>, SuiteFault> {
    announcement.vouch = VouchMac(suite.mac(&link.vouch, &announcement.vouch_input()).await?);
    sign(suite, key, announcement).await
}

async fn sign<S: Suite, A: Act>(suite: &S, key: &S::SigningKey, act: A) -> Result<Signed<A>, SuiteFault> {
    let signature = suite.sign(key, &signing_input(&act)).await?;
    Ok(Signed::own(act, signature))
}

#[cfg(test)]
mod tests;
