//! WebSocket frames as bytes (RFC 6455, 5.2): read from a recording, written with any mistake a story wants.

/// A text frame.
pub const TEXT: u8 = 1;
/// A binary frame.
pub const BINARY: u8 = 2;
/// A closing frame.
pub const CLOSE: u8 = 8;
/// A ping.
pub const PING: u8 = 9;

/// Set on the last frame of a message.
const FINAL: u8 = 0x80;
/// Set on frames of clients.
const MASKED: u8 = 0x80;
/// The mask of every frame we write: any four bytes will do.
const MASK: [u8; 4] = [0x5a, 0xc3, 0x96, 0x3c];

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub opcode: u8,
    /// Its content, without the mask.
    pub payload: Vec<u8>,
}

impl Frame {
    /// Close code and reason, if it closes.
    #[must_use]
    pub fn closing(&self) -> Option<(u16, String)> {
        if self.opcode != CLOSE {
            return None;
        }
        let (code, reason) = self.payload.split_first_chunk()?;
        Some((u16::from_be_bytes(*code), String::from_utf8_lossy(reason).into_owned()))
    }
}

/// A whole message in one masked frame, as clients send it.
#[must_use]
pub fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = announcing(opcode, payload.len() as u64);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// A whole message in one frame, as servers send it.
#[must_use]
pub fn unmasked(frame: &Frame) -> Vec<u8> {
    let mut bytes = head(frame.opcode, frame.payload.len() as u64, 0);
    bytes.extend_from_slice(&frame.payload);
    bytes
}

/// The head of a masked frame that announces so many bytes, and nothing of them.
#[must_use]
pub fn announcing(opcode: u8, length: u64) -> Vec<u8> {
    let mut bytes = head(opcode, length, MASKED);
    bytes.extend_from_slice(&MASK);
    bytes
}

fn head(opcode: u8, length: u64, masked: u8) -> Vec<u8> {
    let mut bytes = vec![FINAL | opcode];
    match u16::try_from(length) {
        Ok(short @ ..126) => bytes.push(masked | u8::try_from(short).unwrap_or(0)),
        Ok(short) => {
            bytes.push(masked | 126);
            bytes.extend_from_slice(&short.to_be_bytes());
        }
        Err(_) => {
            bytes.push(masked | 127);
            bytes.extend_from_slice(&length.to_be_bytes());
        }
    }
    bytes
}

/// Takes one frame off the front, unmasked; `None` if it is not all there yet.
#[must_use]
pub fn take(bytes: &[u8]) -> Option<(Frame, &[u8])> {
    let (&[first, second], rest) = bytes.split_first_chunk()?;
    let (length, rest) = match second & 0x7f {
        126 => rest.split_first_chunk().map(|(length, rest)| (u64::from(u16::from_be_bytes(*length)), rest))?,
        127 => rest.split_first_chunk().map(|(length, rest)| (u64::from_be_bytes(*length), rest))?,
        short => (u64::from(short), rest),
    };
    let (mask, rest) =
        if second & MASKED == 0 { ([0; 4], rest) } else { rest.split_first_chunk().map(|(m, r)| (*m, r))? };
    let (payload, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let payload = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    Some((Frame { opcode: first & 0x0f, payload }, rest))
}

/// Every whole frame in a recording.
#[must_use]
pub fn frames(mut bytes: &[u8]) -> Vec<Frame> {
    let mut found = Vec::new();
    while let Some((frame, rest)) = take(bytes) {
        found.push(frame);
        bytes = rest;
    }
    found
}
