//! What hangs on a link: who is vouched for, the next link in a box, and names under it.

use super::case::to_hex;
use super::inputs::{ADA, BOB, EPHEMERAL, ERASURE_TOKEN, IV, NEXT_SECRET, SALT, TITLE, TRANSCRIPT, member};
use crate::boxes::Ends;
use crate::link::{Link, LinkKeys};
use crate::profile;
use crate::suite::{KnownKeys, SuiteFault};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{BoxedSecret, ErasureCommitment, ErasureToken, NameCommitment, SealedName, VouchMac};
use burnroom_shared::signed::{Act, Announcement, Boxed, Linkbox, Profile, signing_input};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Ada's announcement, with Bob's public key as her agreement key: somebody's, for here.
pub(super) async fn announcement<S: KnownKeys>(suite: &S, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    let (_, signing) = member(&ADA)?;
    let (_, agreement) = member(&BOB)?;
    let erasure = ErasureCommitment::to(&ErasureToken(ERASURE_TOKEN));
    let vouch = VouchMac([0; 32]);
    let name = NameCommitment::to(&SALT, "Ada");
    let unvouched = Announcement { signing, agreement, room: keys.room, incarnation: 1, erasure, name, vouch };
    let vouch = VouchMac(suite.mac(&keys.vouch, &unvouched.vouch_input()).await?);
    let announcement = Announcement { vouch, ..unvouched };
    Ok(json!({
        "name_text": "Ada",
        "salt": to_hex(&SALT),
        "erasure_token": to_hex(&ERASURE_TOKEN),
        "erasure": to_hex(&erasure.0),
        "name": to_hex(&name.0),
        "voucher": to_hex(&vouch.0),
        "encoded": to_hex(&announcement.encode()),
        "hash": to_hex(&announcement.hash().0),
        "signed": to_hex(&signing_input(&announcement)),
    }))
}

/// The room's next link, and Ada's name and the title under it.
pub(super) async fn next_link<S: KnownKeys>(suite: &S, link: &Link) -> Result<Value, SuiteFault> {
    let next = Link::with_secret(link.parameters(), Zeroizing::new(NEXT_SECRET));
    let keys = LinkKeys::derive(suite, &next).await?;
    let (member, _) = member(&ADA)?;
    let name = (profile::name_plaintext(&SALT, "Ada"), profile::name_context(&keys.room, &member, 1));
    let name = SealedName(sealed(suite, &keys, name).await?.try_into().map_err(|_| SuiteFault)?);
    let profile = Profile { genesis: TRANSCRIPT, generation: 1, member, incarnation: 1, name };
    Ok(json!({
        "fragment": next.fragment().as_str(),
        "room": to_hex(&keys.room.0),
        "entry_hash": to_hex(&keys.entry_hash.0),
        "profile": to_hex(&profile.encode()),
        "name_text": "Ada",
        "salt": to_hex(&SALT),
        "title": to_hex(&title(suite, &keys).await?),
        "title_text": TITLE,
    }))
}

/// The title under a link, sealed.
pub(super) async fn title<S: KnownKeys>(suite: &S, keys: &LinkKeys<S>) -> Result<Vec<u8>, SuiteFault> {
    sealed(suite, keys, (profile::title_plaintext(TITLE), profile::title_context(&keys.room))).await
}

async fn sealed<S: KnownKeys>(
    suite: &S,
    keys: &LinkKeys<S>,
    (plaintext, additional): (Option<Zeroizing<Vec<u8>>>, Vec<u8>),
) -> Result<Vec<u8>, SuiteFault> {
    let body = suite.seal(&keys.profile, &IV, &additional, &plaintext.ok_or(SuiteFault)?).await?;
    Ok([&IV[..], &body].concat())
}

/// Ada hands Bob the next link in a box.
pub(super) async fn linkbox<S: KnownKeys>(suite: &S, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    let (from, _) = member(&ADA)?;
    let (to, agreement) = member(&BOB)?;
    let (_, ephemeral) = member(&EPHEMERAL)?;
    let empty = Boxed { to, ephemeral, sealed: BoxedSecret([0; 32]) };
    let unboxed = Linkbox { genesis: TRANSCRIPT, generation: 1, from, incarnation: 1, has: 0, number: 0, boxed: empty };
    let context = unboxed.box_context();
    let ends = Ends { wrap: &keys.wrap, context, from, to, agreement };
    let made = (suite.known_agreement_key(&EPHEMERAL, &ephemeral).await?, ephemeral);
    let boxed = ends.seal_with(suite, &made, &NEXT_SECRET).await?;
    let opened = ends.open(suite, &suite.known_agreement_key(&BOB, &agreement).await?, &boxed).await?;
    let linkbox = Linkbox { boxed, ..unboxed };
    let binding = Boxed::binding(&context, &from, &to, &agreement, &ephemeral);
    Ok(json!({
        "context": to_hex(&context),
        "binding": to_hex(&binding),
        "salt": to_hex(&suite.mac(&keys.wrap, &Label::BOX_SALT.then(&[&binding])).await?),
        "info": to_hex(&Label::BOX_KEY.then(&[&binding, &to.0])),
        "opened": opened.map(|secret| to_hex(secret.as_slice())),
        "encoded": to_hex(&linkbox.encode()),
    }))
}
