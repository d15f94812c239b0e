//! Canonical binary: big-endian integers, fixed-length fields, counts before lists.
//!
//! A reader takes exactly what is there: too short and trailing bytes are both errors, so that
//! `encode(decode(bytes)) == bytes` and no two byte strings mean the same thing (R2).

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The input ended before the field did.
    Short,
    /// Bytes are left after the last field.
    Trailing,
    /// A count, a length or a tag is outside what the layout allows.
    OutOfRange,
    /// 65 bytes that are not an uncompressed point of P-256.
    NotAPoint,
    /// Not base64url without padding, or spare bits that are not zero.
    NotBase64,
}

/// Appends fields in their canonical form.
#[derive(Default)]
pub struct Writer(Vec<u8>);

crate::debug_by_name!(Writer);

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One byte.
    #[must_use]
    pub fn u8(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    /// Two bytes, big-endian.
    #[must_use]
    pub fn u16(self, value: u16) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Four bytes, big-endian.
    #[must_use]
    pub fn u32(self, value: u32) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Eight bytes, big-endian.
    #[must_use]
    pub fn u64(self, value: u64) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Bytes as they are: for fields whose length the layout fixes.
    #[must_use]
    pub fn bytes(mut self, value: &[u8]) -> Self {
        self.0.extend_from_slice(value);
        self
    }

    /// A two-byte count (at most 65,535; the callers' limits are far below), then each item.
    #[must_use]
    pub fn list<T>(self, items: &[T], each: impl Fn(Self, &T) -> Self) -> Self {
        let count = u16::try_from(items.len()).unwrap_or(u16::MAX);
        items.iter().take(usize::from(count)).fold(self.u16(count), each)
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes fields off the front of a byte string.
pub struct Reader<'a>(&'a [u8]);

crate::debug_by_name!(Reader<'_>);

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// [`DecodeError::Short`] if fewer are left.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (head, tail) = self.0.split_at_checked(count).ok_or(DecodeError::Short)?;
        self.0 = tail;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// [`DecodeError::Short`] if fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (head, tail) = self.0.split_first_chunk::<N>().ok_or(DecodeError::Short)?;
        self.0 = tail;
        Ok(*head)
    }

    /// One byte.
    ///
    /// # Errors
    /// [`DecodeError::Short`] at the end.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Two bytes, big-endian.
    ///
    /// # Errors
    /// [`DecodeError::Short`] if fewer are left.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_be_bytes)
    }

    /// Four bytes, big-endian.
    ///
    /// # Errors
    /// [`DecodeError::Short`] if fewer are left.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_be_bytes)
    }

    /// Eight bytes, big-endian.
    ///
    /// # Errors
    /// [`DecodeError::Short`] if fewer are left.
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        self.array().map(u64::from_be_bytes)
    }

    /// A list written by [`Writer::list`], of at most `most` items: the count is judged before anything is allocated.
    ///
    /// # Errors
    /// [`DecodeError::OutOfRange`] above `most`, and whatever `each` refuses.
    pub fn list<T>(
        &mut self,
        most: usize,
        mut each: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = usize::from(self.u16()?);
        if count > most {
            return Err(DecodeError::OutOfRange);
        }
        (0..count).map(|_| each(self)).collect()
    }

    /// Everything that is left.
    #[must_use]
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`DecodeError::Trailing`] if bytes are left.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r02_short_and_trailing_bytes_are_refused() {
        let bytes = Writer::new().u8(7).u16(8).u32(9).u64(10).finish();
        for cut in 0..bytes.len() {
            let mut reader = Reader::new(&bytes[..cut]);
            let read = (|| Ok((reader.u8()?, reader.u16()?, reader.u32()?, reader.u64()?)))();
            assert_eq!(read, Err(DecodeError::Short), "cut at {cut}");
        }
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8(), Ok(7));
        assert_eq!(reader.finish(), Err(DecodeError::Trailing));
    }

    #[test]
    fn a_count_above_the_cap_is_refused_before_its_items_are_read() {
        let bytes = Writer::new().u16(u16::MAX).finish();
        let list = Reader::new(&bytes).list(100, Reader::u64);
        assert_eq!(list, Err(DecodeError::OutOfRange));
    }
}
