//! An epoch's keys: made for everyone by one member, opened by each from its own slot.
//!
//! Whether a rekey is *valid* the public log has said before; whether it is *good here* is said here, and only here:
//! a bad slot, voucher or confirmation leaves this device without a key, never the log without an epoch (R24).

use crate::chain::{Chain, ChainKey};
use crate::identity::Identity;
use crate::link::LinkKeys;
use crate::links::Links;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{Confirm, MemberId, Preimage, Slot, Transcript, VouchMac};
use burnroom_shared::log::{Invalid, Ruling, State};
use burnroom_shared::signed::{Rekey, Signed};
use burnroom_shared::sorted::SortedMap;
use zeroize::Zeroizing;

/// What one epoch's secret gives.
pub(crate) struct EpochKeys<S: Suite> {
    chains: SortedMap<MemberId, Chain>,
    ephemeral: S::AeadKey,
}

/// An epoch's secret as bytes, for rooms whose newcomers are handed it.
pub(crate) type SecretBytes = Zeroizing<[u8; 32]>;

/// What came of one's own slot.
pub(crate) struct Opened<S: Suite> {
    pub(crate) keys: EpochKeys<S>,
    /// In a room with history.
    pub(crate) secret: Option<SecretBytes>,
}

impl<S: Suite> EpochKeys<S> {
    /// Everyone's first chain key, and the key of what is not kept.
    pub(crate) async fn derive(
        suite: &S,
        secret: &S::BaseKey,
        transcript: &Transcript,
        list: impl Iterator<Item = MemberId>,
    ) -> Result<Self, SuiteFault> {
        let mut chains = SortedMap::new();
        for id in list {
            let first = suite.derive_bytes(secret, &transcript.0, &Label::CHAIN.then(&[&id.0])).await?;
            chains.insert(id, Chain::new(ChainKey::new(first)));
        }
        let ephemeral = suite.derive_aead_key(secret, &transcript.0, &Label::EPHEMERAL.bytes()).await?;
        Ok(Self { chains, ephemeral })
    }

    /// Seals what is passed on once and not kept (R38).
    pub(crate) fn ephemeral(&self) -> &S::AeadKey {
        &self.ephemeral
    }

    /// The chain of `id`, if it is listed.
    pub(crate) fn chain(&mut self, id: &MemberId) -> Option<&mut Chain> {
        self.chains.get_mut(id)
    }

    /// Opens one's own slot. `None`: not good here.
    ///
    /// Without history the secret lives in this function only: nothing later needs it (R30).
    pub(crate) async fn open(
        suite: &S,
        link: &LinkKeys<S>,
        identity: &Identity<S>,
        rekey: &Rekey,
        ruling: Ruling,
    ) -> Result<Option<Opened<S>>, SuiteFault> {
        let me = identity.id();
        let (Some(slot), Some(agreement)) = (rekey.slot(&me), identity.agreement_at(rekey.at)) else {
            return Ok(None);
        };
        let salt = wrap_salt(suite, link, &ruling.preimage).await?;
        let info = wrap_info(&ruling.preimage, &me);
        let key = suite.agree_wrap_key(agreement, &rekey.ephemeral, &salt, &info).await?;
        let (base, secret) = if link.parameters.history() {
            let Some(bytes) = suite.unwrap_bytes(slot, &key).await else { return Ok(None) };
            (suite.import_base_key(bytes.as_slice()).await?, Some(bytes))
        } else {
            let Some(base) = suite.unwrap(slot, &key).await else { return Ok(None) };
            (base, None)
        };
        if !is_confirmed(suite, &base, &ruling.preimage, &rekey.confirm).await? {
            return Ok(None);
        }
        let keys = Self::derive(suite, &base, &ruling.transcript, rekey.list()).await?;
        Ok(Some(Opened { keys, secret }))
    }
}

/// True if somebody with the link in force made the rekey (R21).
pub(crate) async fn is_vouched_for<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    rekey: &Rekey,
    ruling: Ruling,
) -> Result<bool, SuiteFault> {
    suite.mac_holds(&link.vouch, &Rekey::vouch_input(&ruling.transcript), &rekey.vouch.0).await
}

/// True if a secret is the one that a rekey commits to.
pub(crate) async fn is_confirmed<S: Suite>(
    suite: &S,
    secret: &S::BaseKey,
    preimage: &Preimage,
    committed: &Confirm,
) -> Result<bool, SuiteFault> {
    Ok(confirm(suite, secret, preimage).await? == *committed)
}

/// Why there is no rekey to post.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoRekey {
    /// The list does not fit the log.
    Invalid(Invalid),
    /// The suite failed.
    Suite(SuiteFault),
}

impl From<SuiteFault> for NoRekey {
    fn from(fault: SuiteFault) -> Self {
        Self::Suite(fault)
    }
}

/// Makes a new epoch for `list`, on top of the log's head (R20, R21).
pub(crate) async fn make_rekey<S: Suite>(
    suite: &S,
    links: &Links<S>,
    identity: &Identity<S>,
    state: &State,
    list: &[MemberId],
) -> Result<Signed<Rekey>, NoRekey> {
    let (head, link) = (state.head(), links.keys());
    let keys = state.listed_keys(head.seq, list.iter().copied()).map_err(NoRekey::Invalid)?;
    let (ephemeral, ephemeral_point) = suite.make_agreement_key().await?;
    let mut rekey = Rekey {
        generation: links.generation(),
        room: link.room,
        genesis: state.origin(),
        previous: state.epoch().transcript,
        epoch: state.epoch().number.saturating_add(1),
        at: head.seq,
        log_at: head.hash,
        author: identity.id(),
        incarnation: identity.incarnation(),
        ephemeral: ephemeral_point,
        slots: Vec::with_capacity(keys.len()),
        confirm: Confirm([0; 32]),
        vouch: VouchMac([0; 32]),
    };
    let preimage = rekey.preimage(&keys);
    let salt = wrap_salt(suite, link, &preimage).await?;
    let secret = suite.make_epoch_secret().await?;
    for listed in &keys {
        let info = wrap_info(&preimage, &listed.id);
        let key = suite.agree_wrap_key(&ephemeral, &listed.agreement, &salt, &info).await?;
        let slot: Slot = suite.wrap(&secret, &key).await?;
        // The author cannot derive from a key made for wrapping, so it opens its own slot like everyone else.
        if listed.id == identity.id() {
            let own = suite.unwrap(&slot, &key).await.ok_or(SuiteFault)?;
            rekey.confirm = confirm(suite, &own, &preimage).await?;
        }
        rekey.slots.push((listed.id, slot));
    }
    let transcript: Transcript = rekey.transcript(&preimage);
    rekey.vouch = VouchMac(suite.mac(&link.vouch, &Rekey::vouch_input(&transcript)).await?);
    Ok(identity.sign(suite, rekey).await?)
}

async fn wrap_salt<S: Suite>(suite: &S, link: &LinkKeys<S>, preimage: &Preimage) -> Result<[u8; 32], SuiteFault> {
    suite.mac(&link.wrap, &Label::WRAP_SALT.then(&[&preimage.0])).await
}

fn wrap_info(preimage: &Preimage, id: &MemberId) -> Vec<u8> {
    Label::WRAP_KEY.then(&[&preimage.0, &id.0])
}

async fn confirm<S: Suite>(suite: &S, secret: &S::BaseKey, preimage: &Preimage) -> Result<Confirm, SuiteFault> {
    let bytes = suite.derive_bytes(secret, &preimage.0, &Label::CONFIRM.bytes()).await?;
    Ok(Confirm(*bytes))
}

#[cfg(test)]
mod tests;
