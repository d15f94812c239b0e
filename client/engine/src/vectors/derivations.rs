//! Every derivation of the protocol from inputs that anybody can repeat: what another implementation checks itself
//! against, and what a change of a layout or a label cannot slip past.

use super::case::to_hex;
use super::inputs::{
    ADA, BOB, EPHEMERAL, EPOCH_SECRET, FRAGMENT, IV, LOG_SEEN, MESSAGE_ID, NONCES, POST_SIGNATURE, PREIMAGE, SALT,
    SEEN, SESSION, TRANSCRIPT, member,
};
use super::{acts, linked};
use crate::chain::{Chain, ChainKey};
use crate::content::{Body, Bundle, Content};
use crate::epoch::EpochKeys;
use crate::fingerprint::{form, gathering};
use crate::link::{Link, LinkKeys};
use crate::suite::{KnownKeys, SuiteFault};
use crate::{padding, profile};
use burnroom_shared::envelope::{Envelope, Header, Lane, unsigned};
use burnroom_shared::hash::Label;
use burnroom_shared::ids::MemberId;
use burnroom_shared::signed::Rekey;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Derives everything, group by group.
///
/// # Errors
/// [`SuiteFault`].
pub async fn derive<S: KnownKeys>(suite: &S) -> Result<Value, SuiteFault> {
    let link = Link::parse(FRAGMENT).map_err(|_| SuiteFault)?;
    let keys = LinkKeys::derive(suite, &link).await?;
    Ok(json!({
        "link": derive_link(suite, &link, &keys).await?,
        "members": derive_members()?,
        "names": derive_names(suite, &keys).await?,
        "announcement": linked::announcement(suite, &keys).await?,
        "next_link": linked::next_link(suite, &link).await?,
        "readdress": acts::readdress(suite, &link, &keys).await?,
        "linkbox": linked::linkbox(suite, &keys).await?,
        "epoch": derive_epoch(suite, &keys).await?,
        "rekey": acts::rekey(suite, &keys).await?,
        "chain": derive_chain(),
        "padding": derive_padding(),
        "contents": derive_contents(),
        "post": derive_post(suite).await?,
        "pulse": derive_pulse(suite).await?,
        "fingerprint": derive_fingerprint(suite).await?,
    }))
}

async fn derive_link<S: KnownKeys>(suite: &S, link: &Link, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    Ok(json!({
        "fragment": link.fragment().as_str(),
        "parameters": link.parameters().byte(),
        "room": to_hex(&keys.room.0),
        "entry": to_hex(&keys.entry.0),
        "entry_hash": to_hex(&keys.entry_hash.0),
        "hmac_vouch_of_nothing": to_hex(&suite.mac(&keys.vouch, &[]).await?),
        "hmac_wrap_of_nothing": to_hex(&suite.mac(&keys.wrap, &[]).await?),
        "gcm_profile_of_nothing": to_hex(&suite.seal(&keys.profile, &IV, &[], &[]).await?),
        "iv": to_hex(&IV),
    }))
}

fn derive_members() -> Result<Value, SuiteFault> {
    let each = |private: [u8; 32]| {
        let (id, signing) = member(&private)?;
        Ok(json!({
            "private": to_hex(&private),
            "signing": to_hex(signing.as_bytes()),
            "id": to_hex(&id.0),
        }))
    };
    [ADA, BOB].into_iter().map(each).collect()
}

async fn derive_names<S: KnownKeys>(suite: &S, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    let (ada, _) = member(&ADA)?;
    let name = (profile::name_plaintext(&SALT, "Ada"), profile::name_context(&keys.room, &ada, 1));
    let title = (profile::title_plaintext("Büro 語"), profile::title_context(&keys.room));
    let mut sealed = Vec::new();
    for (text, (plaintext, additional)) in [("Ada", name), ("Büro 語", title)] {
        let plaintext = plaintext.ok_or(SuiteFault)?;
        let body = suite.seal(&keys.profile, &IV, &additional, &plaintext).await?;
        sealed.push(json!({
            "text": text,
            "additional": to_hex(&additional),
            "plaintext": to_hex(&plaintext),
            "sealed": to_hex(&[&IV[..], &body].concat()),
        }));
    }
    Ok(Value::Array(sealed))
}

async fn derive_epoch<S: KnownKeys>(suite: &S, keys: &LinkKeys<S>) -> Result<Value, SuiteFault> {
    let (bob, agreement) = member(&BOB)?;
    let (_, ephemeral_point) = member(&EPHEMERAL)?;
    let ephemeral = suite.known_agreement_key(&EPHEMERAL, &ephemeral_point).await?;
    let salt = suite.mac(&keys.wrap, &Label::WRAP_SALT.then(&[&PREIMAGE])).await?;
    let info = Label::WRAP_KEY.then(&[&PREIMAGE, &bob.0]);
    let wrap = suite.agree_wrap_key(&ephemeral, &agreement, &salt, &info).await?;
    let slot = suite.wrap(&suite.known_epoch_secret(&EPOCH_SECRET).await?, &wrap).await?;
    let secret = suite.unwrap(&slot, &wrap).await.ok_or(SuiteFault)?;
    let confirm = suite.derive_bytes(&secret, &PREIMAGE, &Label::CONFIRM.bytes()).await?;
    let chain_info = Label::CHAIN.then(&[&bob.0]);
    let chain = suite.derive_bytes(&secret, &TRANSCRIPT.0, &chain_info).await?;
    let ephemeral_key = suite.derive_aead_key(&secret, &TRANSCRIPT.0, &Label::EPHEMERAL.bytes()).await?;
    let voucher = suite.mac(&keys.vouch, &Rekey::vouch_input(&TRANSCRIPT)).await?;
    Ok(json!({
        "secret": to_hex(&EPOCH_SECRET),
        "preimage": to_hex(&PREIMAGE),
        "transcript": to_hex(&TRANSCRIPT.0),
        "ephemeral_private": to_hex(&EPHEMERAL),
        "agreement": to_hex(agreement.as_bytes()),
        "member": to_hex(&bob.0),
        "salt": to_hex(&salt),
        "info": to_hex(&info),
        "slot": to_hex(&slot.0),
        "confirm": to_hex(confirm.as_slice()),
        "chain_key": to_hex(chain.as_slice()),
        "gcm_ephemeral_of_nothing": to_hex(&suite.seal(&ephemeral_key, &IV, &[], &[]).await?),
        "voucher": to_hex(&voucher),
    }))
}

fn derive_chain() -> Value {
    let first = Zeroizing::new(EPOCH_SECRET);
    let mut chain = Chain::new(ChainKey::new(first));
    let keys: Vec<_> = (0..4).map(|_| to_hex(chain.step().as_slice())).collect();
    json!({ "first": to_hex(&EPOCH_SECRET), "message_keys": keys })
}

fn derive_padding() -> Value {
    let contents = [0, 1, 252, 253, 268, 269, 1_000, 4_092, 4_093, 32_785];
    contents.into_iter().map(|content| json!({ "content": content, "padded": padding::padded_len(content) })).collect()
}

fn contents() -> [(&'static str, Body); 6] {
    let secrets = [(1, &EPOCH_SECRET), (2, &PREIMAGE)];
    let ids = [MemberId([1; 16]), MemberId([2; 16])];
    [
        ("text", Body::Text("Hello, 世界 🔥".to_owned())),
        ("compare", Body::Compare(ids.to_vec())),
        ("commit", Body::Commit { session: SESSION, commitment: [0xcc; 32] }),
        ("reveal", Body::Reveal { session: SESSION, nonce: [0xdd; 32] }),
        ("history", Body::History(Bundle::new(secrets.into_iter()))),
        ("pulse", Body::Pulse),
    ]
}

fn derive_contents() -> Value {
    contents()
        .into_iter()
        .map(|(name, body)| {
            let encoded = Content { id: MESSAGE_ID, body }.encode();
            json!({ "body": name, "encoded": to_hex(&encoded), "padded": to_hex(&padding::pad(encoded)) })
        })
        .collect()
}

async fn derive_post<S: KnownKeys>(suite: &S) -> Result<Value, SuiteFault> {
    let (sender, signing) = member(&ADA)?;
    let lane = Lane::Durable;
    let header = Header { lane, sender, transcript: TRANSCRIPT, counter: 2, seen: SEEN, log_seen: LOG_SEEN };
    let chain = Chain::new(ChainKey::new(Zeroizing::new(EPOCH_SECRET)));
    let message_key = chain.peek(header.counter);
    let [(_, body), ..] = contents();
    let padded = padding::pad(Content { id: MESSAGE_ID, body }.encode());
    let shown_key = to_hex(message_key.as_slice());
    let key = suite.import_aead_key(message_key).await?;
    let sealed = suite.seal(&key, &IV, &header.encode(), &padded).await?;
    let encoded = [&unsigned(&header, &IV, &sealed)[..], &POST_SIGNATURE].concat();
    let envelope = Envelope::decode(&encoded).map_err(|_| SuiteFault)?;
    if !suite.verify(&signing, &envelope.signing_input(), &envelope.signature).await? {
        return Err(SuiteFault);
    }
    Ok(json!({
        "header": to_hex(&header.encode()),
        "message_key": shown_key,
        "iv": to_hex(&IV),
        "sealed": to_hex(&sealed),
        "signed": to_hex(&envelope.signing_input()),
        "signature": to_hex(&envelope.signature.0),
        "encoded": to_hex(&encoded),
        "digest": to_hex(&envelope.digest().0),
    }))
}

/// Beside the log: under the epoch's ephemeral key, with a count of the sender's own. Up to the signature, and what that is
/// over.
async fn derive_pulse<S: KnownKeys>(suite: &S) -> Result<Value, SuiteFault> {
    let (sender, _) = member(&ADA)?;
    let lane = Lane::Ephemeral;
    let header = Header { lane, sender, transcript: TRANSCRIPT, counter: 7, seen: SEEN, log_seen: LOG_SEEN };
    let secret = suite.import_base_key(&EPOCH_SECRET).await?;
    let keys = EpochKeys::derive(suite, &secret, &TRANSCRIPT, [sender].into_iter()).await?;
    let padded = padding::pad(Content { id: MESSAGE_ID, body: Body::Pulse }.encode());
    let sealed = suite.seal(keys.ephemeral(), &IV, &header.encode(), &padded).await?;
    let envelope = unsigned(&header, &IV, &sealed);
    Ok(json!({
        "header": to_hex(&header.encode()),
        "iv": to_hex(&IV),
        "sealed": to_hex(&sealed),
        "signed": to_hex(&Label::POST.then(&[&envelope])),
    }))
}

async fn derive_fingerprint<S: KnownKeys>(suite: &S) -> Result<Value, SuiteFault> {
    let members = [member(&ADA)?, member(&BOB)?];
    let [(starter, _), _] = members;
    let session = gathering::session_id(&TRANSCRIPT, &starter, 5);
    let members_hash = gathering::members_hash(&session, &members);
    let commitments = members
        .iter()
        .zip(&NONCES)
        .map(|((id, _), nonce)| to_hex(&gathering::commitment(&session, &members_hash, id, nonce)));
    let commitments: Vec<_> = commitments.collect();
    let nonces = Zeroizing::new(NONCES.concat());
    let fingerprint = form::derive(suite, &session, &members_hash, &nonces).await?;
    Ok(json!({
        "transcript": to_hex(&TRANSCRIPT.0),
        "starter": to_hex(&starter.0),
        "counter": 5,
        "session": to_hex(&session),
        "members_hash": to_hex(&members_hash),
        "nonces": NONCES.map(|nonce| to_hex(&nonce)),
        "commitments": commitments,
        "words": fingerprint.words,
        "emoji": fingerprint.emoji,
        "digits": fingerprint.digits,
    }))
}
