//! What crosses a member's socket: control frames as JSON text, sealed posts and erasure tokens as binary.
//!
//! Form is judged here; whether a frame may come *now* is the relay's and the engine's to say.

mod member;
mod reading;
mod relay;
mod bytes;
mod post;

pub use bytes::{Base64, SignedBytes};
pub use member::{Join, MemberFrame, Resume, TypedPin};
pub use post::{
    ERASURE_FRAME, POST_FRAME_MAX, SEQUENCED_PREFIX, SequencedPost, decode_ephemeral, decode_post, encode_ephemeral,
    encode_post,
};
pub use relay::{BurnCause, EventFrame, Hello, Refused, RelayFrame, Resumed, SealedName, SequencedEvent};

use crate::codec::DecodeError;
use crate::limits::CONTROL_FRAME_MAX;
use crate::refusal::Refusal;
use serde::Serialize;

/// Judges the form of a member's text frame; its length first.
///
/// # Errors
/// [`Refusal::TooLarge`] above [`CONTROL_FRAME_MAX`], [`Refusal::BadFrame`] for anything else that is wrong.
pub fn decode_member_frame(text: &str) -> Result<MemberFrame, Refusal> {
    if text.len() > CONTROL_FRAME_MAX {
        return Err(Refusal::TooLarge);
    }
    serde_json::from_str(text).map_err(|_| Refusal::BadFrame)
}

/// Judges the form of a relay's text frame.
///
/// # Errors
/// [`DecodeError::OutOfRange`] for whatever is not one.
pub fn decode_relay_frame(text: &str) -> Result<RelayFrame, DecodeError> {
    serde_json::from_str(text).map_err(|_| DecodeError::OutOfRange)
}

/// The text of a frame. Empty for nothing that this module defines.
pub fn encode_frame<F: Serialize>(frame: &F) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}

#[cfg(test)]
mod tests;
