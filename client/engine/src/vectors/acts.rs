//! Whole acts: a rekey from its secret to what both of its members open, and a change of the link with a box for each of two.

use super::case::to_hex;
use super::inputs::{
    ADA, ADA_AGREEMENT, ANNOUNCEMENTS, BOB, BOB_AGREEMENT, CYD, CYD_EPHEMERAL, EPHEMERAL, EPOCH_SECRET, LOG_SEEN,
    NEXT_SECRET, PREVIOUS, REMOVED, SEEN, TRANSCRIPT, member,
};
use super::linked;
use crate::boxes::Ends;
use crate::link::{Link, LinkKeys};
use crate::suite::{KnownKeys, SuiteFault};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::{BoxedSecret, Confirm, MemberId, Preimage, SealedTitle, Slot, VouchMac};
use burnroom_shared::point::Point;
use burnroom_shared::signed::{Act, Boxed, ListedKeys, OwnerAct, Power, Readdress, Rekey};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A listed member, and the private half of its agreement key.
struct Seated {
    keys: ListedKeys,
    private: [u8; 32],
}

fn seated() -> Result<[Seated; 2], SuiteFault> {
    let [ada, bob] = ANNOUNCEMENTS;
    let one = |signing, private, announcement| {
        let ((id, _), (_, agreement)) = (member(signing)?, member(private)?);
        Ok(Seated { keys: ListedKeys { id, announcement, agreement }, private: *private })
    };
    Ok([one(&ADA, &ADA_AGREEMENT, ada)?, one(&BOB, &BOB_AGREEMENT, bob)?])
}

/// What is bound to the secret, without anything that comes of it.
fn begun<S: KnownKeys>(keys: &LinkKeys<S>, author: MemberId, ephemeral: Point) -> Rekey {
    Rekey {
        generation: 1,
        room: keys.room,
        genesis: TRANSCRIPT,
        previous: PREVIOUS,
        epoch: 2,
        at: SEEN,
        log_at: LOG_SEEN,
        author,
        incarnation: 1,
        ephemeral,
        slots: Vec::new(),
        confirm: Confirm([0; 32]),
        vouch: VouchMac([0; 32]),
    }
}

/// Ada makes a key for herself and Bob.
pub(super) async fn rekey<S: KnownKeys>(suite: &S, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    let (members, (_, ephemeral)) = (seated()?, member(&EPHEMERAL)?);
    let [author, _] = &members;
    let mut rekey = begun(keys, author.keys.id, ephemeral);
    let preimage = rekey.preimage(&members.each_ref().map(|member| member.keys));
    let salt = suite.mac(&keys.wrap, &Label::WRAP_SALT.then(&[&preimage.0])).await?;
    let made = suite.known_agreement_key(&EPHEMERAL, &ephemeral).await?;
    for member in &members {
        let info = Label::WRAP_KEY.then(&[&preimage.0, &member.keys.id.0]);
        let key = suite.agree_wrap_key(&made, &member.keys.agreement, &salt, &info).await?;
        let slot = suite.wrap(&suite.known_epoch_secret(&EPOCH_SECRET).await?, &key).await?;
        rekey.slots.push((member.keys.id, slot));
    }
    let secret = suite.import_base_key(&EPOCH_SECRET).await?;
    rekey.confirm = Confirm(*suite.derive_bytes(&secret, &preimage.0, &Label::CONFIRM.bytes()).await?);
    let transcript = rekey.transcript(&preimage);
    rekey.vouch = VouchMac(suite.mac(&keys.vouch, &Rekey::vouch_input(&transcript)).await?);
    let mut list = Vec::new();
    for (member, (_, slot)) in members.iter().zip(&rekey.slots) {
        list.push(opened(suite, member, slot, (&preimage, &salt, &rekey)).await?);
    }
    Ok(json!({
        "secret": to_hex(&EPOCH_SECRET),
        "ephemeral_private": to_hex(&EPHEMERAL),
        "preimage": to_hex(&preimage.0),
        "salt": to_hex(&salt),
        "list": list,
        "confirm": to_hex(&rekey.confirm.0),
        "transcript": to_hex(&transcript.0),
        "voucher": to_hex(&rekey.vouch.0),
        "encoded": to_hex(&rekey.encode()),
    }))
}

/// What a listed member finds in its slot with its own key.
async fn opened<S: KnownKeys>(
    suite: &S,
    member: &Seated,
    slot: &Slot,
    (preimage, salt, rekey): (&Preimage, &[u8; 32], &Rekey),
) -> Result<Value, SuiteFault> {
    let ListedKeys { id, announcement, agreement } = &member.keys;
    let own = suite.known_agreement_key(&member.private, agreement).await?;
    let info = Label::WRAP_KEY.then(&[&preimage.0, &id.0]);
    let key = suite.agree_wrap_key(&own, &rekey.ephemeral, salt, &info).await?;
    let secret = suite.unwrap(slot, &key).await.ok_or(SuiteFault)?;
    let transcript = rekey.transcript(preimage);
    let chain = suite.derive_bytes(&secret, &transcript.0, &Label::CHAIN.then(&[&id.0])).await?;
    Ok(json!({
        "id": to_hex(&id.0),
        "announcement": to_hex(&announcement.0),
        "agreement": to_hex(agreement.as_bytes()),
        "agreement_private": to_hex(&member.private),
        "slot": to_hex(&slot.0),
        "chain_key": to_hex(chain.as_slice()),
    }))
}

/// Ada gives the room its next link, removes somebody, and boxes the link for Bob and Cyd.
pub(super) async fn readdress<S: KnownKeys>(suite: &S, link: &Link, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    let next = Link::with_secret(link.parameters(), Zeroizing::new(NEXT_SECRET));
    let next = LinkKeys::derive(suite, &next).await?;
    let title = SealedTitle(linked::title(suite, &next).await?.try_into().map_err(|_| SuiteFault)?);
    let (room, entry_hash, title) = (next.room, next.entry_hash, Some(Box::new(title)));
    let (owner, _) = member(&ADA)?;
    let boxless = Readdress { room, entry_hash, removed: Some(REMOVED), title, boxes: Vec::new() };
    let act = |readdress| OwnerAct {
        genesis: TRANSCRIPT,
        generation: 0,
        owner,
        incarnation: 1,
        at: SEEN,
        log_at: LOG_SEEN,
        power: Power::Readdress(Box::new(readdress)),
    };
    let context = act(boxless.clone()).box_context();
    let (mut boxes, mut shown) = (Vec::new(), Vec::new());
    for (private, ephemeral) in [(&BOB, &EPHEMERAL), (&CYD, &CYD_EPHEMERAL)] {
        let (to, agreement) = member(private)?;
        let ends = Ends { wrap: &keys.wrap, context, from: owner, to, agreement };
        let (boxed, case) = boxed(suite, &ends, private, ephemeral).await?;
        boxes.push(boxed);
        shown.push(case);
    }
    Ok(json!({
        "context": to_hex(&context),
        "boxes": shown,
        "encoded": to_hex(&act(Readdress { boxes, ..boxless }).encode()),
    }))
}

/// A box with the next link, and what its receiver finds in it.
async fn boxed<S: KnownKeys>(
    suite: &S,
    ends: &Ends<'_, S>,
    private: &[u8; 32],
    ephemeral_private: &[u8; 32],
) -> Result<(Boxed, Value), SuiteFault> {
    let Ends { wrap, context, from, to, agreement } = ends;
    let (_, ephemeral) = member(ephemeral_private)?;
    let made = (suite.known_agreement_key(ephemeral_private, &ephemeral).await?, ephemeral);
    let boxed = ends.seal_with(suite, &made, &NEXT_SECRET).await?;
    let own = suite.known_agreement_key(private, agreement).await?;
    let opened = ends.open(suite, &own, &boxed).await?.ok_or(SuiteFault)?;
    let BoxedSecret(sealed) = boxed.sealed;
    let binding = Boxed::binding(context, from, to, agreement, &ephemeral);
    let case = json!({
        "agreement": to_hex(agreement.as_bytes()),
        "ephemeral_private": to_hex(ephemeral_private),
        "binding": to_hex(&binding),
        "salt": to_hex(&suite.mac(wrap, &Label::BOX_SALT.then(&[&binding])).await?),
        "encoded": to_hex(&[&to.0[..], ephemeral.as_bytes(), &sealed].concat()),
        "opened": to_hex(opened.as_slice()),
    });
    Ok((boxed, case))
}
