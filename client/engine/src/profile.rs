//! Names and the title as the relay holds them: sealed under the link, all of one length (R16).
//!
//! `IV ‖ AES-GCM(u16 length ‖ name ‖ zeros)`. The additional data says whose it is and in which life of the seat, so
//! that a relay cannot give one member another's name, or a title to a member. A name that opens is cleaned again before
//! anyone sees it: its author may run any program.

use crate::link::LinkKeys;
use crate::suite::{Suite, SuiteFault};
use crate::text::clean_name;
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{MemberId, RoomId};
use burnroom_shared::limits::{NAME_BYTES_MAX, SEALED_NAME_BYTES};
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

/// Seals a member's name: [`SEALED_NAME_BYTES`] bytes.
///
/// # Errors
/// [`ProfileFault`].
pub async fn seal_name<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    member: &MemberId,
    incarnation: u32,
    name: &str,
) -> Result<Vec<u8>, ProfileFault> {
    seal(suite, link, &name_context(&link.room, member, incarnation), name).await
}

/// Opens a member's name; `None` if it is not this member's, or nothing that can be shown.
pub async fn open_name<S: Suite>(
    suite: &S,
    link: &LinkKeys<S>,
    member: &MemberId,
    incarnation: u32,
    sealed: &[u8],
) -> Option<String> {
    open(suite, link, &name_context(&link.room, member, incarnation), sealed).await
}

/// Seals the room's title: [`SEALED_NAME_BYTES`] bytes.
///
/// # Errors
/// [`ProfileFault`].
pub async fn seal_title<S: Suite>(suite: &S, link: &LinkKeys<S>, title: &str) -> Result<Vec<u8>, ProfileFault> {
    seal(suite, link, &title_context(&link.room), title).await
}

/// Opens the room's title; `None` if it is not this room's, or nothing that can be shown.
pub async fn open_title<S: Suite>(suite: &S, link: &LinkKeys<S>, sealed: &[u8]) -> Option<String> {
    open(suite, link, &title_context(&link.room), sealed).await
}

/// The additional data of a name.
pub(crate) fn name_context(room: &RoomId, member: &MemberId, incarnation: u32) -> Vec<u8> {
    Label::PROFILE.then(&[&room.0, &member.0, &incarnation.to_be_bytes()])
}

/// The additional data of the title.
pub(crate) fn title_context(room: &RoomId) -> Vec<u8> {
    Label::TITLE.then(&[&room.0])
}

async fn seal<S: Suite>(suite: &S, link: &LinkKeys<S>, context: &[u8], name: &str) -> Result<Vec<u8>, ProfileFault> {
    let name = clean_name(name).ok_or(ProfileFault::NotAName)?;
    let plaintext = plaintext(&name).ok_or(ProfileFault::NotAName)?;
    let mut iv = [0; 12];
    suite.random(&mut iv)?;
    let sealed = suite.seal(&link.profile, &iv, context, &plaintext).await?;
    Ok([&iv[..], &sealed].concat())
}

async fn open<S: Suite>(suite: &S, link: &LinkKeys<S>, context: &[u8], sealed: &[u8]) -> Option<String> {
    if sealed.len() != SEALED_NAME_BYTES {
        return None;
    }
    let (iv, sealed) = sealed.split_first_chunk()?;
    let plaintext = suite.open(&link.profile, iv, context, sealed).await?;
    clean_name(name_in(&plaintext)?)
}

/// `u16 length ‖ name ‖ zeros`; `None` if the name is too long.
pub(crate) fn plaintext(name: &str) -> Option<Zeroizing<Vec<u8>>> {
    let length = u16::try_from(name.len()).ok()?;
    if name.len() > NAME_BYTES_MAX {
        return None;
    }
    let mut plaintext = Zeroizing::new(Vec::with_capacity(SEALED_NAME_BYTES));
    plaintext.extend_from_slice(&length.to_be_bytes());
    plaintext.extend_from_slice(name.as_bytes());
    plaintext.resize(PREFIX + NAME_BYTES_MAX, 0);
    Some(plaintext)
}

fn name_in(plaintext: &[u8]) -> Option<&str> {
    let (length, rest) = plaintext.split_first_chunk()?;
    let (name, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let whole = rest.len() == NAME_BYTES_MAX && zeros.iter().all(|byte| *byte == 0);
    std::str::from_utf8(name).ok().filter(|_| whole)
}

// What is sealed and what a frame carries are the same number of bytes.
const _: () = assert!(12 + PREFIX + NAME_BYTES_MAX + TAG == SEALED_NAME_BYTES);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Link, Parameters};
    use crate::rust_crypto::{RustCrypto, ready};

    const ADA: MemberId = MemberId([1; 16]);
    const BOB: MemberId = MemberId([2; 16]);

    fn room(suite: &RustCrypto) -> LinkKeys<RustCrypto> {
        let link = Link::new(Parameters::PLAIN, suite).unwrap();
        ready(LinkKeys::derive(suite, &link)).unwrap().unwrap()
    }

    #[test]
    fn r16_a_name_opens_for_its_member_and_incarnation_only() {
        let suite = RustCrypto::seeded(1);
        let (link, other) = (room(&suite), room(&suite));
        let sealed = ready(seal_name(&suite, &link, &ADA, 0, "Ada")).unwrap().unwrap();
        assert_eq!(sealed.len(), SEALED_NAME_BYTES);
        let open = |link, member, incarnation| ready(open_name(&suite, link, member, incarnation, &sealed)).unwrap();
        assert_eq!(open(&link, &ADA, 0).as_deref(), Some("Ada"));
        assert_eq!(open(&link, &ADA, 1), None);
        assert_eq!(open(&link, &BOB, 0), None);
        assert_eq!(open(&other, &ADA, 0), None);
        assert_eq!(ready(open_title(&suite, &link, &sealed)).unwrap(), None);
    }

    #[test]
    fn r16_every_sealed_name_has_the_same_length_and_is_checked() {
        let suite = RustCrypto::seeded(2);
        let link = room(&suite);
        let title = |text: &str| ready(seal_title(&suite, &link, text)).unwrap();
        let open = |sealed: &[u8]| ready(open_title(&suite, &link, sealed)).unwrap();
        for text in ["x", &"語".repeat(32)] {
            let sealed = title(text).unwrap();
            assert_eq!(sealed.len(), SEALED_NAME_BYTES);
            assert_eq!(open(&sealed).as_deref(), Some(text));
            assert_eq!(open(&sealed[1..]), None);
            assert_eq!(open(&[&sealed[..], &[0]].concat()), None);
        }
        assert_eq!(title("x").unwrap().len(), SEALED_NAME_BYTES);
        assert_eq!(title("  "), Err(ProfileFault::NotAName));
        assert_eq!(title(&"語".repeat(33)), Err(ProfileFault::NotAName));
    }

    #[test]
    fn r16_a_false_plaintext_is_no_name() {
        let good = plaintext("Ada").unwrap();
        assert_eq!(name_in(&good), Some("Ada"));
        let mut longer = good.clone();
        longer[1] = 4;
        assert_eq!(name_in(&longer), Some("Ada\0"), "cleaned away before it is shown");
        let mut dirty = good.clone();
        dirty[129] = 1;
        let mut beyond = good.clone();
        beyond[1] = 129;
        let mut not_utf8 = good.clone();
        not_utf8[2] = 0xff;
        for bad in [dirty, beyond, not_utf8, Zeroizing::new(good[..129].to_vec())] {
            assert_eq!(name_in(&bad), None);
        }
        assert!(plaintext(&"x".repeat(129)).is_none());
    }

    #[test]
    fn a_hostile_name_is_cleaned_when_it_opens() {
        let suite = RustCrypto::seeded(3);
        let link = room(&suite);
        let iv = [7; 12];
        let context = name_context(&link.room, &ADA, 0);
        let plaintext = plaintext("\u{202e}adA").unwrap();
        let body = ready(suite.seal(&link.profile, &iv, &context, &plaintext)).unwrap().unwrap();
        let sealed = [&iv[..], &body].concat();
        let opened = ready(open_name(&suite, &link, &ADA, 0, &sealed)).unwrap();
        assert_eq!(opened.as_deref(), Some("adA"));
    }
}
