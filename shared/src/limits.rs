//! Bounds of the wire: what a canonical frame may be. Policy (rates, memory, time-outs) is the relay's configuration.

/// Protocol version of every frame and link.
pub const VERSION: u8 = 1;

/// Most people a room can be made for. A rekey wraps the secret once for each of them.
pub const CAPACITY_MAX: u16 = 100;
/// Fewest: a room for one has nobody to talk to.
pub const CAPACITY_MIN: u16 = 2;

/// Shortest time to live, seconds.
pub const TTL_MIN_S: u32 = 30;
/// Longest time to live, seconds, extensions included. It is in the genesis, so a relay cannot stretch it.
pub const TTL_MAX_S: u32 = 86_400;

/// Largest sealed frame, bytes: header, IV, ciphertext, tag and signature together.
pub const SEALED_FRAME_MAX: usize = 64 * 1024;
/// Largest control frame a client may send, bytes: changing the link of 100 takes 15.5 kB in base64, a rekey half of it.
pub const CONTROL_FRAME_MAX: usize = 16 * 1024;
/// Largest body of an HTTP request, bytes.
pub const REQUEST_BODY_MAX: usize = 4 * 1024;

/// A text: most grapheme clusters (what a person counts as characters).
pub const TEXT_GRAPHEMES_MAX: usize = 4_000;
/// A text: most bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 32 * 1024;
/// A name or a title: most grapheme clusters.
pub const NAME_GRAPHEMES_MAX: usize = 32;
/// A name or a title: most bytes of UTF-8.
pub const NAME_BYTES_MAX: usize = 128;
/// The sealed title, bytes: IV (12), two length bytes and [`NAME_BYTES_MAX`] padded to a constant, tag (16).
pub const SEALED_TITLE_BYTES: usize = 12 + 2 + NAME_BYTES_MAX + 16;
/// A sealed name, bytes: what a title has, and the salt of its commitment (16).
pub const SEALED_NAME_BYTES: usize = SEALED_TITLE_BYTES + 16;

/// Counters of one sender in one epoch: 0 to this minus one. A fresh epoch starts again at 0.
pub const POSTS_PER_EPOCH_MAX: u32 = 1_024;
/// Posts since the last rekey from which a rekey for age is valid.
pub const REKEY_AFTER_POSTS: u32 = 200;
/// Relay time since the last rekey from which a rekey for age is valid, ms.
pub const REKEY_AFTER_MS: u64 = 600_000;

/// Links a room may have had: generations run from 0 to this minus one.
pub const GENERATIONS_MAX: u32 = 1_024;
/// How often a seat may ask for the link of one generation.
pub const RELINKS_MAX: u8 = 8;

/// Most events of one page of the past.
pub const PAGE_EVENTS_MAX: u16 = 256;

/// Within this time, ms, a member's resyncs count towards its back-off.
pub const RESYNC_WINDOW_MS: u64 = 600_000;
/// Longest back-off between two resyncs of one member that count, ms. Whoever makes bad epochs without end keeps a room
/// waiting so long for each; whoever asks without end gets no more epochs by that than by coming and going.
pub const RESYNC_BACKOFF_MAX_MS: u64 = 8_000;
