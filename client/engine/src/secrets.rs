//! Secrets of the epochs of a room with history: those that are known to be good, and what others handed over and is
//! not yet (R73).
//!
//! Anyone in the room can hand over anything. So what one hands over never takes the place of what another does, and
//! nothing is used or handed on before the rekey of its epoch has confirmed it.

use crate::content::Bundle;
use crate::epoch::{self, SecretBytes};
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::{Confirm, MemberId, Preimage};
use burnroom_shared::limits::CAPACITY_MAX;
use burnroom_shared::sorted::SortedMap;

/// What a rekey says about its secret.
#[derive(Clone, Copy)]
pub(crate) struct Commitment {
    pub(crate) preimage: Preimage,
    pub(crate) confirm: Confirm,
}

/// What was handed over for one epoch, once by each.
#[derive(Default)]
struct Handed {
    from: Vec<MemberId>,
    untried: Vec<SecretBytes>,
}

/// The secrets.
#[derive(Default)]
pub(crate) struct Secrets {
    good: SortedMap<u32, SecretBytes>,
    handed: SortedMap<u32, Handed>,
    /// Of epochs whose secret is not here.
    commitments: SortedMap<u32, Commitment>,
}

impl Secrets {
    /// Keeps a secret that its rekey confirms.
    pub(crate) fn keep(&mut self, epoch: u32, secret: SecretBytes) {
        self.handed.remove(&epoch);
        self.commitments.remove(&epoch);
        self.good.insert(epoch, secret);
    }

    /// A rekey came whose secret did not.
    pub(crate) fn lacks(&mut self, epoch: u32, commitment: Commitment) {
        if !self.good.contains_key(&epoch) {
            self.commitments.insert(epoch, commitment);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.good.is_empty()
    }

    /// True if a secret of epoch `upto` or an earlier one is known to be missing.
    pub(crate) fn is_any_missing(&self, upto: u32) -> bool {
        self.commitments.keys().any(|epoch| *epoch <= upto)
    }

    /// The good ones of epochs before `number`.
    pub(crate) fn below(&self, number: u32) -> impl Iterator<Item = (u32, &[u8; 32])> {
        self.good.iter().map(|(epoch, secret)| (*epoch, &**secret)).take_while(move |(epoch, _)| *epoch < number)
    }

    /// True if this is the secret of an epoch, as far as is known here. Every byte is looked at.
    pub(crate) fn is(&self, epoch: u32, secret: &[u8; 32]) -> bool {
        let differs =
            |good: &SecretBytes| good.iter().zip(secret).fold(0, |differs, (one, other)| differs | (one ^ other));
        self.good.get(&epoch).is_some_and(|good| differs(good) == 0)
    }

    /// Somebody handed over secrets of epochs before `number`.
    pub(crate) fn take(&mut self, from: MemberId, bundle: &Bundle, number: u32) {
        for (epoch, secret) in bundle.secrets().filter(|(epoch, _)| *epoch < number) {
            if self.good.contains_key(&epoch) {
                continue;
            }
            let handed = self.handed.entry(epoch).or_default();
            if handed.from.len() < usize::from(CAPACITY_MAX) && !handed.from.contains(&from) {
                handed.from.push(from);
                handed.untried.push(SecretBytes::new(*secret));
            }
        }
    }

    /// True if something that was handed over can be tried.
    pub(crate) fn has_untried(&self) -> bool {
        self.triable().next().is_some()
    }

    fn triable(&self) -> impl Iterator<Item = (u32, Commitment)> {
        let has_untried = |epoch: &u32| self.handed.get(epoch).is_some_and(|handed| !handed.untried.is_empty());
        self.commitments.iter().filter(move |(epoch, _)| has_untried(epoch)).map(|(epoch, made)| (*epoch, *made))
    }

    /// Tries what was handed over for at most `most` epochs; true if one that was missing is here by that.
    pub(crate) async fn try_handed<S: Suite>(&mut self, suite: &S, most: usize) -> Result<bool, SuiteFault> {
        let triable: Vec<_> = self.triable().take(most).collect();
        let mut has_found = false;
        for (epoch, commitment) in triable {
            has_found |= self.find(suite, epoch, commitment).await?.is_some();
        }
        Ok(has_found)
    }

    /// The secret of an epoch, whoever handed it over; `None` if nobody has yet.
    pub(crate) async fn find<S: Suite>(
        &mut self,
        suite: &S,
        epoch: u32,
        commitment: Commitment,
    ) -> Result<Option<&SecretBytes>, SuiteFault> {
        let handed = self.handed.get_mut(&epoch).filter(|_| !self.good.contains_key(&epoch));
        for secret in handed.map(|handed| std::mem::take(&mut handed.untried)).unwrap_or_default() {
            let base = suite.import_base_key(secret.as_slice()).await?;
            if epoch::is_confirmed(suite, &base, &commitment.preimage, &commitment.confirm).await? {
                self.keep(epoch, secret);
                break;
            }
        }
        self.lacks(epoch, commitment);
        Ok(self.good.get(&epoch))
    }
}
