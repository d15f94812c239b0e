//! A link's secret for one member, as others see it: an ephemeral key and a ciphertext, and what binds both (R18).

use crate::codec::{DecodeError, Reader, Writer};
use crate::hash::Label;
use crate::ids::{BoxedSecret, MemberId};
use crate::point::Point;

/// Bytes of a box: whom it is for, ephemeral key, ciphertext.
pub const BOX_BYTES: usize = MemberId::LENGTH + 65 + BoxedSecret::LENGTH;

/// A box: only `to` opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boxed {
    /// Whom it is for.
    pub to: MemberId,
    /// ECDH key made for this box alone.
    pub ephemeral: Point,
    /// The secret under the key that both sides derive.
    pub sealed: BoxedSecret,
}

impl Boxed {
    /// H: what the box's key, salt and additional data are bound to. `context` is the hash of the act that carries it,
    /// `agreement` the key of [`Boxed::to`] that it was made for.
    #[must_use]
    pub fn binding(
        context: &[u8; 32],
        from: &MemberId,
        to: &MemberId,
        agreement: &Point,
        ephemeral: &Point,
    ) -> [u8; 32] {
        Label::BOX.hash(&[context, &from.0, &to.0, agreement.as_bytes(), ephemeral.as_bytes()])
    }

    pub(super) fn write(&self, writer: Writer) -> Writer {
        writer.bytes(&self.to.0).bytes(self.ephemeral.as_bytes()).bytes(&self.sealed.0)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { to: MemberId::read(reader)?, ephemeral: Point::read(reader)?, sealed: BoxedSecret::read(reader)? })
    }
}
