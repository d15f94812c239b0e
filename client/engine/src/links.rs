//! The link in force as this device has it, and what is left of those before: the keys that salt boxes (R17, R18).

use crate::boxes::Ends;
use crate::link::{Link, LinkKeys, Parameters};
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::ids::MemberId;
use burnroom_shared::log::Address;
use burnroom_shared::point::Point;
use std::collections::VecDeque;
use zeroize::Zeroizing;

/// Generations back from which this device still helps somebody on: who is away for ten minutes misses no more.
const WRAPS_MAX: usize = 8;

/// A link and all that it gives.
pub(crate) struct Derived<S: Suite> {
    link: Link,
    keys: LinkKeys<S>,
}

impl<S: Suite> Derived<S> {
    pub(crate) async fn of(suite: &S, link: Link) -> Result<Self, SuiteFault> {
        let keys = LinkKeys::derive(suite, &link).await?;
        Ok(Self { link, keys })
    }

    /// A link with a new secret.
    pub(crate) async fn new(suite: &S, parameters: Parameters) -> Result<Self, SuiteFault> {
        Self::of(suite, Link::new(parameters, suite)?).await
    }

    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    pub(crate) fn keys(&self) -> &LinkKeys<S> {
        &self.keys
    }

    /// True if it is the link that the log names.
    pub(crate) fn is_at(&self, address: &Address) -> bool {
        (self.keys.room, self.keys.entry_hash) == (address.room, address.entry_hash)
    }
}

/// The links of one room.
pub(crate) struct Links<S: Suite> {
    held: Derived<S>,
    generation: u32,
    wraps: VecDeque<(u32, S::MacKey)>,
}

impl<S: Suite> Links<S> {
    pub(crate) fn new(held: Derived<S>, generation: u32) -> Self {
        Self { held, generation, wraps: VecDeque::new() }
    }

    /// What the last link that this device has gives.
    pub(crate) fn keys(&self) -> &LinkKeys<S> {
        &self.held.keys
    }

    /// The last link that this device has.
    pub(crate) fn link(&self) -> &Link {
        &self.held.link
    }

    /// Of which generation that is.
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    /// A seat was taken with it: then it is of the generation in force.
    pub(crate) fn is_of(&mut self, generation: u32) {
        self.generation = generation;
    }

    /// True if it is the one in force.
    pub(crate) fn is_current(&self, address: &Address) -> bool {
        self.generation == address.generation && self.held.is_at(address)
    }

    /// Goes on with the link in force. False if this is another.
    pub(crate) fn take(&mut self, next: Derived<S>, address: &Address) -> bool {
        if !next.is_at(address) {
            return false;
        }
        let before = std::mem::replace(&mut self.held, next);
        self.wraps.push_back((self.generation, before.keys.wrap));
        self.wraps.drain(..self.wraps.len().saturating_sub(WRAPS_MAX));
        self.generation = address.generation;
        true
    }

    /// The ends of a box for somebody whose last link is of generation `has`; `None` if this device has it not.
    pub(crate) fn ends(
        &self,
        has: u32,
        context: [u8; 32],
        (from, to): (MemberId, MemberId),
        agreement: Point,
    ) -> Option<Ends<'_, S>> {
        let held = (self.generation == has).then_some(&self.held.keys.wrap);
        let before = || self.wraps.iter().find(|(generation, _)| *generation == has).map(|(_, wrap)| wrap);
        Some(Ends { wrap: held.or_else(before)?, context, from, to, agreement })
    }

    /// A link of this room with a secret that came out of a box.
    pub(crate) async fn unboxed(&self, suite: &S, secret: Zeroizing<[u8; 16]>) -> Result<Derived<S>, SuiteFault> {
        Derived::of(suite, Link::with_secret(self.held.link.parameters(), secret)).await
    }
}
