//! A sender's chain of keys: one message key for each public counter, and no way back.
//!
//! The chain follows the counter that everyone sees, whatever the post at that counter turns out to be (R34): stepping
//! is the caller's, once for each post in the log. A key that was stepped over is gone; nothing is skipped and kept.

use burnroom_shared::hash::Label;
use hmac::digest::FixedOutput as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Block of SHA-256, bytes.
const BLOCK_BYTES: usize = 64;

/// `CK_c`: gives the message key at one counter and the next chain key.
pub struct ChainKey(Zeroizing<[u8; 32]>);

burnroom_shared::debug_by_name!(ChainKey);

impl ChainKey {
    /// Takes `CK_0` as it was derived from an epoch's secret.
    #[must_use]
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// `MK_c = HMAC(CK_c, label)`.
    #[must_use]
    pub fn message_key(&self) -> Zeroizing<[u8; 32]> {
        self.mac(Label::MESSAGE_KEY)
    }

    /// `CK_{c+1} = HMAC(CK_c, label)`; `CK_c` is wiped.
    #[must_use]
    pub fn next(self) -> Self {
        self.following()
    }

    fn following(&self) -> Self {
        Self(self.mac(Label::NEXT_CHAIN))
    }

    fn mac(&self, label: Label) -> Zeroizing<[u8; 32]> {
        // HMAC pads a short key with zeros to the block, so a whole block is a key that cannot be refused.
        let mut block = Zeroizing::new([0; BLOCK_BYTES]);
        block.iter_mut().zip(self.0.iter()).for_each(|(to, from)| *to = *from);
        let keyed = Hmac::<Sha256>::new((&*block).into()).chain_update(label.bytes());
        let mut output = Zeroizing::new([0; 32]);
        keyed.finalize_into((&mut *output).into());
        output
    }
}

/// A sender's chain at the public counter.
#[derive(Debug)]
pub struct Chain {
    counter: u32,
    key: ChainKey,
}

impl Chain {
    /// A chain at counter 0.
    #[must_use]
    pub fn new(key: ChainKey) -> Self {
        Self { counter: 0, key }
    }

    /// The counter whose message key comes next.
    #[must_use]
    pub fn counter(&self) -> u32 {
        self.counter
    }

    /// The message key at the current counter; the chain moves on and cannot give it again.
    #[must_use]
    pub fn step(&mut self) -> Zeroizing<[u8; 32]> {
        let message_key = self.key.message_key();
        self.key = self.key.following();
        self.counter = self.counter.saturating_add(1);
        message_key
    }

    /// The message key `ahead` counters further on, without moving: for one's own posts that have not come back yet.
    #[must_use]
    pub fn peek(&self, ahead: u32) -> Zeroizing<[u8; 32]> {
        let Some(more) = ahead.checked_sub(1) else {
            return self.key.message_key();
        };
        (0..more).fold(self.key.following(), |key, _| key.next()).message_key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain() -> Chain {
        Chain::new(ChainKey::new(Zeroizing::new([3; 32])))
    }

    #[test]
    fn r34_each_counter_has_its_own_key_and_gives_it_once() {
        let mut chain = chain();
        let keys: Vec<_> = (0..100).map(|_| chain.step()).collect();
        let distinct: std::collections::BTreeSet<_> = keys.iter().map(|key| **key).collect();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(chain.counter(), 100);
        assert!((0..100).all(|ahead| !distinct.contains(&*chain.peek(ahead))));
    }

    #[test]
    fn a_message_key_does_not_give_the_next_chain_key() {
        let key = ChainKey::new(Zeroizing::new([3; 32]));
        let message_key = key.message_key();
        let next = key.next();
        assert_ne!(*next.0, *message_key);
        assert_ne!(*ChainKey::new(message_key).next().0, *next.0);
    }

    #[test]
    fn nothing_prints_a_key() {
        let chain = Chain::new(ChainKey::new(Zeroizing::new([0xab; 32])));
        assert_eq!(format!("{chain:?}"), "Chain { counter: 0, key: ChainKey(..) }");
    }

    proptest! {
        #[test]
        fn looking_ahead_gives_what_stepping_gives(ahead in 0..50_u32) {
            let mut chain = chain();
            let peeked = chain.peek(ahead);
            let stepped = (0..=ahead).map(|_| chain.step()).last().unwrap();
            prop_assert_eq!(peeked, stepped);
        }
    }
}
