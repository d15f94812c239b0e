//! What is inside an envelope, both ways: padded, sealed and signed; opened and judged. One way for both lanes.

use crate::content::Content;
use crate::identity::Identity;
use crate::padding;
use crate::suite::{Suite, SuiteFault};
use burnroom_shared::envelope::{Envelope, Header, unsigned};
use burnroom_shared::hash::Label;

/// Seals a content under a header's key and signs the whole.
pub(crate) async fn seal<S: Suite>(
    suite: &S,
    identity: &Identity<S>,
    key: &S::AeadKey,
    header: &Header,
    content: &Content,
) -> Result<Vec<u8>, SuiteFault> {
    let mut iv = [0; 12];
    suite.random(&mut iv)?;
    let padded = padding::pad(content.encode());
    let sealed = suite.seal(key, &iv, &header.encode(), &padded).await?;
    let mut envelope = unsigned(header, &iv, &sealed);
    let signature = identity.sign_bytes(suite, &Label::POST.then(&[&envelope])).await?;
    envelope.extend_from_slice(&signature.0);
    Ok(envelope)
}

/// The content of an envelope whose signature holds; `None` if it does not open, or is nothing this version knows.
pub(crate) async fn open<S: Suite>(suite: &S, key: &S::AeadKey, envelope: &Envelope<'_>) -> Option<Content> {
    let padded = suite.open(key, &envelope.iv, &envelope.header.encode(), envelope.sealed).await?;
    Content::decode(padding::unpad(&padded)?).ok()
}
