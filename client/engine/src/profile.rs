//! Names and the title as the relay holds them: sealed under the link, all of one length (R16).
//!
//! A title is `IV ‖ AES-GCM(u16 length ‖ text ‖ zeros)`; in a name a salt stands before that. The additional data says
//! whose it is and in which life of the seat. Everyone with the link can seal, so a name counts only if its member's
//! announcement has the commitment to it: whoever else has the link can put no other name on a member's seat, and nobody
//! two names on one. What opens is cleaned again before anyone sees it: its author may run any program.

use crate::link::LinkKeys;
use crate::suite::{Suite, SuiteFault};
use crate::text::clean_name;
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{MemberId, NameCommitment, RoomId, SealedName, SealedTitle};
use burnroom_shared::limits::{NAME_BYTES_MAX, SEALED_NAME_BYTES, SEALED_TITLE_BYTES};
use burnroom_shared::signed::Announcement;
use zeroize::Zeroizing;

/// Bytes of the length in front of a name.
const PREFIX: usize = 2;
/// AES-GCM tag, bytes.
const TAG: usize = 16;

/// Why there is nothing sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// Nothing is left of the name when it is cleaned, or it is too long.
    NotAName,
    /// The suite failed.
    Suite(SuiteFault),
}

impl From<SuiteFault> for ProfileFault {
    fn from(fault: SuiteFault) -> Self {
        Self::Suite(fault)
    }
}

/// A member's name, with the salt of its commitment.
pub struct Name {
    text: Zeroizing<String>,
    salt: Zeroizing<[u8; NameCommitment::SALT]>,
}

burnroom_shared::debug_by_name!(Name);

impl Name {
    /// A name as somebody typed it.
    ///
    /// # Errors
    /// [`ProfileFault`].
    pub fn new<S: Suite>(suite: &S, typed: &str) -> Result<Self, ProfileFault> {
        let text = clean_name(typed).filter(|text| text.len() <= NAME_BYTES_MAX).ok_or(ProfileFault::NotAName)?;
        let mut salt = Zeroizing::new([0; NameCommitment::SALT]);
        suite.random(salt.as_mut_slice())?;
        Ok(Self { text: Zeroizing::new(text), salt })
    }

    /// What an announcement says of it.
    #[must_use]
    pub fn commitment(&self) -> NameCommitment {
        NameCommitment::to(&self.salt, &self.text)
    }

    /// Seals it for a member and an incarnation: [`SEALED_NAME_BYTES`] bytes.
    ///
    /// # Errors
    /// [`SuiteFault`].
    pub async fn seal<S: Suite>(
        &self,
        suite: &S,
        link: &LinkKeys<S>,
        member: &MemberId,
        incarnation: u32,
    ) -> Result<SealedName, SuiteFault> {
        let plaintext = name_plaintext(&self.salt, &self.text).ok_or(SuiteFault)?;
        let sealed = seal(suite, link, &name_context(&link.room, member, incarnation), &plaintext).await?;
        sealed.try_into().map(SealedName).map_err(|_| SuiteFault)
    }
}

/// Opens the name of whoever announced itself so; `None` if it is not what was committed to, or nothing that can be shown.
pub async fn open_name<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    announcement: &Announcement,
    sealed: &[u8],
) -> Option<String> {
    let context = name_context(&link.room, &announcement.id(), announcement.incarnation);
    let plaintext = open(suite, link, &context, sealed, SEALED_NAME_BYTES).await?;
    let (salt, rest) = plaintext.split_first_chunk()?;
    let text = text_in(rest)?;
    // Public on one side and opened on the other: nothing here is secret from whoever could measure it.
    if NameCommitment::to(salt, text) == announcement.name { clean_name(text) } else { None }
}

/// Seals the room's title: [`SEALED_TITLE_BYTES`] bytes.
///
/// # Errors
/// [`ProfileFault`].
pub async fn seal_title<S: Suite>(suite: &S, link: &LinkKeys<S>, title: &str) -> Result<SealedTitle, ProfileFault> {
    let title = clean_name(title).ok_or(ProfileFault::NotAName)?;
    let plaintext = title_plaintext(&title).ok_or(ProfileFault::NotAName)?;
    let sealed = seal(suite, link, &title_context(&link.room), &plaintext).await?;
    Ok(SealedTitle(sealed.try_into().map_err(|_| SuiteFault)?))
}

/// Opens the room's title; `None` if it is not this room's, or nothing that can be shown.
pub async fn open_title<S: Suite>(suite: &S, link: &LinkKeys<S>, sealed: &[u8]) -> Option<String> {
    let plaintext = open(suite, link, &title_context(&link.room), sealed, SEALED_TITLE_BYTES).await?;
    clean_name(text_in(&plaintext)?)
}

/// The additional data of a name.
pub(crate) fn name_context(room: &RoomId, member: &MemberId, incarnation: u32) -> Vec<u8> {
    Label::PROFILE.then(&[&room.0, &member.0, &incarnation.to_be_bytes()])
}

/// The additional data of the title.
pub(crate) fn title_context(room: &RoomId) -> Vec<u8> {
    Label::TITLE.then(&[&room.0])
}

async fn seal<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    context: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, SuiteFault> {
    let mut iv = [0; 12];
    suite.random(&mut iv)?;
    let sealed = suite.seal(&link.profile, &iv, context, plaintext).await?;
    Ok([&iv[..], &sealed].concat())
}

async fn open<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    context: &[u8],
    sealed: &[u8],
    length: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    if sealed.len() != length {
        return None;
    }
    let (iv, sealed) = sealed.split_first_chunk()?;
    suite.open(&link.profile, iv, context, sealed).await
}

/// `u16 length ‖ title ‖ zeros`; `None` if the title is too long.
pub(crate) fn title_plaintext(title: &str) -> Option<Zeroizing<Vec<u8>>> {
    plaintext(&[], title)
}

/// `salt ‖ u16 length ‖ name ‖ zeros`; `None` if the name is too long.
pub(crate) fn name_plaintext(salt: &[u8; NameCommitment::SALT], name: &str) -> Option<Zeroizing<Vec<u8>>> {
    plaintext(salt, name)
}

fn plaintext(salt: &[u8], text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let length = u16::try_from(text.len()).ok()?;
    if text.len() > NAME_BYTES_MAX {
        return None;
    }
    let mut plaintext = Zeroizing::new(Vec::with_capacity(SEALED_NAME_BYTES));
    plaintext.extend_from_slice(salt);
    plaintext.extend_from_slice(&length.to_be_bytes());
    plaintext.extend_from_slice(text.as_bytes());
    plaintext.resize(salt.len() + PREFIX + NAME_BYTES_MAX, 0);
    Some(plaintext)
}

fn text_in(plaintext: &[u8]) -> Option<&str> {
    let (length, rest) = plaintext.split_first_chunk()?;
    let (text, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let whole = rest.len() == NAME_BYTES_MAX && zeros.iter().all(|byte| *byte == 0);
    std::str::from_utf8(text).ok().filter(|_| whole)
}

// What is sealed and what a frame carries are the same number of bytes.
const _: () = assert!(12 + PREFIX + NAME_BYTES_MAX + TAG == SEALED_TITLE_BYTES);
const _: () = assert!(SEALED_TITLE_BYTES + NameCommitment::SALT == SEALED_NAME_BYTES);

#[cfg(test)]
mod tests;
