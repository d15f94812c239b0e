//! A link's secret in a box that one member opens: neither the relay, nor who was removed, nor anyone without the link
//! before (R18).

use crate::link::SECRET_BYTES;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{BoxedSecret, MemberId};
use burnroom_shared::point::Point;
use burnroom_shared::signed::Boxed;
use zeroize::Zeroizing;

/// Each key seals one box, so one nonce does for all.
const IV: [u8; 12] = [0; 12];

/// The two ends of a box, and what they share.
pub(crate) struct Ends<'a, S: Suite> {
    /// The key that both ends have from the link before.
    pub(crate) wrap: &'a S::MacKey,
    /// Hash of the act that carries the box.
    pub(crate) context: [u8; 32],
    pub(crate) from: MemberId,
    pub(crate) to: MemberId,
    /// The agreement key of `to`.
    pub(crate) agreement: Point,
}

impl<S: Suite> Ends<'_, S> {
    /// Seals a secret with a key made for it.
    pub(crate) async fn seal(&self, suite: &S, secret: &[u8; SECRET_BYTES]) -> Result<Boxed, SuiteFault> {
        let made = suite.make_agreement_key().await?;
        self.seal_with(suite, &made, secret).await
    }

    /// Seals a secret with a key that seals nothing else.
    pub(crate) async fn seal_with(
        &self,
        suite: &S,
        (key, ephemeral): &(S::AgreementKey, Point),
        secret: &[u8; SECRET_BYTES],
    ) -> Result<Boxed, SuiteFault> {
        let binding = self.binding(ephemeral);
        let key = self.key(suite, key, &self.agreement, &binding).await?;
        let sealed = suite.seal(&key, &IV, &binding, secret).await?;
        let sealed = BoxedSecret(sealed.try_into().map_err(|_| SuiteFault)?);
        Ok(Boxed { to: self.to, ephemeral: *ephemeral, sealed })
    }

    /// Opens it with the private half of `agreement`; `None` if it is not good.
    pub(crate) async fn open(
        &self,
        suite: &S,
        own: &S::AgreementKey,
        boxed: &Boxed,
    ) -> Result<Option<Zeroizing<[u8; SECRET_BYTES]>>, SuiteFault> {
        let binding = self.binding(&boxed.ephemeral);
        let key = self.key(suite, own, &boxed.ephemeral, &binding).await?;
        let opened = suite.open(&key, &IV, &binding, &boxed.sealed.0).await;
        Ok(opened.and_then(|secret| secret.as_slice().try_into().map(Zeroizing::new).ok()))
    }

    fn binding(&self, ephemeral: &Point) -> [u8; 32] {
        Boxed::binding(&self.context, &self.from, &self.to, &self.agreement, ephemeral)
    }

    async fn key(
        &self,
        suite: &S,
        own: &S::AgreementKey,
        with: &Point,
        binding: &[u8; 32],
    ) -> Result<S::AeadKey, SuiteFault> {
        let salt = suite.mac(self.wrap, &Label::BOX_SALT.then(&[binding])).await?;
        let info = Label::BOX_KEY.then(&[binding, &self.to.0]);
        suite.agree_aead_key(own, with, &salt, &info).await
    }
}

#[cfg(test)]
mod tests;
