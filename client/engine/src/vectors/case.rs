//! One case of a vector file: hexadecimal fields, an id or a place in a log, and whether it is valid.

use super::VectorFault;
use crate::suite::SuiteFault;
use serde_json::Value;

/// What the suite made of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// As it is written, or it was taken.
    Yes,
    /// Otherwise, or it was refused.
    No,
}

impl From<bool> for Answer {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// All cases of one kind.
pub(super) struct Section<'a> {
    name: &'static str,
    cases: &'a [Value],
}

impl<'a> Section<'a> {
    pub(super) fn of(file: &'a Value, name: &'static str) -> Self {
        let cases = file.get(name).and_then(Value::as_array);
        Self { name, cases: cases.map_or(&[], Vec::as_slice) }
    }

    pub(super) fn cases(&self) -> impl Iterator<Item = Case<'a>> + use<'a> {
        let section = self.name;
        self.cases.iter().map(move |value| Case { section, value })
    }
}

/// One case.
pub(super) struct Case<'a> {
    section: &'static str,
    value: &'a Value,
}

impl Case<'_> {
    /// One case that is alone.
    pub(super) fn within<'a>(file: &'a Value, name: &'static str) -> Case<'a> {
        Case { section: name, value: file.get(name).unwrap_or(&Value::Null) }
    }

    /// What the case was made from.
    pub(super) fn made(&self) -> Case<'_> {
        Case { section: "made_from", value: self.value.get("made_from").unwrap_or(&Value::Null) }
    }

    /// The cases in a field.
    pub(super) fn cases(&self, name: &'static str) -> impl Iterator<Item = Case<'_>> {
        Section::of(self.value, name).cases()
    }

    /// A field's text.
    pub(super) fn text(&self, name: &str) -> Result<&str, VectorFault> {
        self.value.get(name).and_then(Value::as_str).ok_or_else(|| self.bad())
    }

    /// A field's number.
    pub(super) fn number<N: TryFrom<u64>>(&self, name: &str) -> Result<N, VectorFault> {
        let number = self.value.get(name).and_then(Value::as_u64);
        number.and_then(|number| N::try_from(number).ok()).ok_or_else(|| self.bad())
    }

    /// A field's bytes.
    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, VectorFault> {
        let text = self.value.get(name).and_then(Value::as_str);
        text.and_then(from_hex).ok_or_else(|| self.bad())
    }

    /// A field's bytes, if there are as many as that.
    pub(super) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], VectorFault> {
        self.bytes(name)?.try_into().map_err(|_| self.bad())
    }

    /// The suite failed.
    pub(super) fn suite(&self) -> impl Fn(SuiteFault) -> VectorFault + use<> {
        let (section, case) = (self.section, self.id());
        move |SuiteFault| VectorFault::Suite { section, case: case.clone() }
    }

    /// Compares the suite's answer with the file's. A case that does not say so is valid.
    pub(super) fn judge(&self, answer: Answer) -> Result<(), VectorFault> {
        let valid = self.value.get("valid").is_none_or(|valid| *valid == Value::Bool(true));
        if answer == Answer::from(valid) {
            return Ok(());
        }
        Err(VectorFault::Wrong { section: self.section, case: self.id() })
    }

    /// A field is missing or is not what it should be.
    pub(super) fn bad(&self) -> VectorFault {
        VectorFault::BadCase { section: self.section, case: self.id() }
    }

    fn id(&self) -> String {
        let id = self.value.get("id").and_then(Value::as_str).map(str::to_owned);
        let seq = || self.value.get("seq").map(Value::to_string);
        id.or_else(seq).unwrap_or_default()
    }
}

/// Lower-case hexadecimal.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
    odd.is_empty().then(|| pairs.iter().map(byte).collect())?
}
