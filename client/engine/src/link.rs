//! The link: one secret from which everything a room is known by is derived, in the browser.
//!
//! Owns the text form and the derivation (R6, R7); knows nothing of the relay. The secret is wiped when dropped, is never
//! printed, and leaves only by [`Link::fragment`] and [`Link::url`]. An unknown parameter byte derives nothing.

use crate::suite::{Suite, SuiteFault};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{Entry, EntryHash, RoomId, from_base64, to_base64};
use burnroom_shared::limits::VERSION;
use zeroize::Zeroizing;

/// Characters of a fragment: base64url of the parameter byte and the secret.
pub const FRAGMENT_CHARS: usize = 23;
/// Bytes of the secret: 128 bits, which no relay and no recorder can search.
pub(crate) const SECRET_BYTES: usize = 16;
/// Where the page of a room is; the fragment follows.
const PATH: &str = "/r#";
/// What stands between a fragment and a token of the relay's, in links of a later version.
const TOKEN_MARK: char = '.';
/// What people and programs put around a link.
const WRAPPING: [char; 15] = ['<', '>', '"', '\'', '`', '(', ')', '[', ']', ',', '.', ';', ':', '!', '?'];

/// What a room is, decided when it is made: the first byte of every link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters(u8);

impl Parameters {
    /// A room without history that only its owner may burn.
    pub const PLAIN: Self = Self(VERSION << 4);
    const HISTORY: u8 = 1;
    const ANYONE_MAY_BURN: u8 = 1 << 1;

    /// Newcomers can read what was said before them.
    #[must_use]
    pub fn with_history(self) -> Self {
        Self(self.0 | Self::HISTORY)
    }

    /// Every member may burn the room.
    #[must_use]
    pub fn with_anyone_may_burn(self) -> Self {
        Self(self.0 | Self::ANYONE_MAY_BURN)
    }

    /// Judges a byte: `None` for another version or a bit that this version does not know.
    #[must_use]
    pub fn decode(byte: u8) -> Option<Self> {
        let known = Self::PLAIN.0 | Self::HISTORY | Self::ANYONE_MAY_BURN;
        (byte >> 4 == VERSION && byte & !known == 0).then_some(Self(byte))
    }

    /// The byte.
    #[must_use]
    pub fn byte(self) -> u8 {
        self.0
    }

    /// Whether newcomers can read what was said before them.
    #[must_use]
    pub fn history(self) -> bool {
        self.0 & Self::HISTORY != 0
    }

    /// Whether every member may burn the room.
    #[must_use]
    pub fn anyone_may_burn(self) -> bool {
        self.0 & Self::ANYONE_MAY_BURN != 0
    }
}

/// Why a text is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// The beginning of a link: its end is missing.
    Incomplete,
    /// Something else.
    NotALink,
    /// A link of a version, or with an option, that this client does not know.
    NeedsNewerClient,
}

/// A room's link.
pub struct Link {
    parameters: Parameters,
    secret: Zeroizing<[u8; SECRET_BYTES]>,
}

burnroom_shared::debug_by_name!(Link);

impl Link {
    /// A link with a new secret.
    ///
    /// # Errors
    /// [`SuiteFault`] without entropy.
    pub fn new<S: Suite>(parameters: Parameters, suite: &S) -> Result<Self, SuiteFault> {
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        suite.random(secret.as_mut_slice())?;
        Ok(Self { parameters, secret })
    }

    /// Judges a fragment, with or without its `#`: exactly [`FRAGMENT_CHARS`] characters, spare bits zero (R6).
    ///
    /// # Errors
    /// [`LinkFault`].
    pub fn parse(fragment: &str) -> Result<Self, LinkFault> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let text = match fragment.split_once(TOKEN_MARK) {
            Some((text, _)) if text.len() == FRAGMENT_CHARS => text,
            _ => fragment,
        };
        if text.len() < FRAGMENT_CHARS && text.chars().all(is_fragment_char) {
            return Err(LinkFault::Incomplete);
        }
        if text.len() != FRAGMENT_CHARS {
            return Err(LinkFault::NotALink);
        }
        let bytes = Zeroizing::new(from_base64(text).map_err(|_| LinkFault::NotALink)?);
        let (&byte, secret) = bytes.split_first().ok_or(LinkFault::NotALink)?;
        let parameters = Parameters::decode(byte).ok_or(LinkFault::NeedsNewerClient)?;
        if text.len() != fragment.len() {
            return Err(LinkFault::NeedsNewerClient);
        }
        let secret: &[u8; SECRET_BYTES] = secret.try_into().map_err(|_| LinkFault::NotALink)?;
        Ok(Self { parameters, secret: Zeroizing::new(*secret) })
    }

    /// Finds a link in what somebody pasted: an address with its surroundings, or a bare fragment.
    ///
    /// # Errors
    /// [`LinkFault`].
    pub fn find(text: &str) -> Result<Self, LinkFault> {
        let text = text.trim_matches(is_around);
        if let Some((_, rest)) = text.split_once(PATH) {
            let end = rest.find(|c| !is_fragment_char(c) && c != TOKEN_MARK);
            let (fragment, _) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
            return Self::parse(fragment.trim_end_matches(is_around));
        }
        if text.ends_with("/r") {
            return Err(LinkFault::Incomplete);
        }
        match Self::parse(text) {
            Err(LinkFault::Incomplete) if !text.starts_with('#') => Err(LinkFault::NotALink),
            judged => judged,
        }
    }

    /// A link of the same room in another generation.
    pub(crate) fn with_secret(parameters: Parameters, secret: Zeroizing<[u8; SECRET_BYTES]>) -> Self {
        Self { parameters, secret }
    }

    /// What a box carries.
    pub(crate) fn secret(&self) -> &[u8; SECRET_BYTES] {
        &self.secret
    }

    /// A second one of the same, for a session that outlives its caller's.
    pub(crate) fn again(&self) -> Self {
        Self { parameters: self.parameters, secret: self.secret.clone() }
    }

    /// What the room is.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The fragment, without `#`: whoever has it can come in.
    #[must_use]
    pub fn fragment(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![self.parameters.byte()]);
        bytes.reserve_exact(SECRET_BYTES);
        bytes.extend_from_slice(self.secret.as_slice());
        Zeroizing::new(to_base64(&bytes))
    }

    /// The address to share, at an origin such as `https://example.org`.
    #[must_use]
    pub fn url(&self, origin: &str) -> Zeroizing<String> {
        let origin = origin.trim_end_matches('/');
        let mut url = Zeroizing::new(String::with_capacity(origin.len() + PATH.len() + FRAGMENT_CHARS));
        url.push_str(origin);
        url.push_str(PATH);
        url.push_str(&self.fragment());
        url
    }
}

fn is_fragment_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

fn is_around(character: char) -> bool {
    character.is_whitespace() || WRAPPING.contains(&character)
}

/// Everything that a link gives.
pub struct LinkKeys<S: Suite> {
    /// What the room is.
    pub parameters: Parameters,
    /// The room's address at the relay.
    pub room: RoomId,
    /// Shown to the relay on joining.
    pub entry: Entry,
    /// What the relay holds of it.
    pub entry_hash: EntryHash,
    /// HMAC key by which holders of the link vouch for each other.
    pub vouch: S::MacKey,
    /// HMAC key that salts every key-encryption key.
    pub wrap: S::MacKey,
    /// Seals names and the title.
    pub profile: S::AeadKey,
}

burnroom_shared::debug_by_name!(impl<S: Suite> LinkKeys);

impl<S: Suite> LinkKeys<S> {
    /// Derives everything: HKDF over the secret, no salt, info = label ‖ parameter byte (R7).
    ///
    /// # Errors
    /// [`SuiteFault`].
    pub async fn derive(suite: &S, link: &Link) -> Result<Self, SuiteFault> {
        let base = suite.import_base_key(link.secret.as_slice()).await?;
        let info = |label: Label| label.then(&[&[link.parameters.byte()]]);
        let room = suite.derive_bytes(&base, &[], &info(Label::ROOM)).await?;
        let room = room.first_chunk().ok_or(SuiteFault)?;
        let entry = suite.derive_bytes(&base, &[], &info(Label::ENTRY)).await?;
        let entry = Entry(*entry);
        Ok(Self {
            parameters: link.parameters,
            room: RoomId(*room),
            entry,
            entry_hash: EntryHash::of(&entry),
            vouch: suite.derive_mac_key(&base, &[], &info(Label::VOUCH)).await?,
            wrap: suite.derive_mac_key(&base, &[], &info(Label::WRAP)).await?,
            profile: suite.derive_aead_key(&base, &[], &info(Label::PROFILE)).await?,
        })
    }
}

#[cfg(test)]
mod tests;
