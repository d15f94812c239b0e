//! What people say in the stories: long, in many scripts, and never by chance part of something else.

/// Characters of the long Chinese text.
pub const LONG_CHARACTERS: usize = 2_000;

/// Two thousand Chinese characters, no two neighbours alike, so that one lost or repeated is noticed.
#[must_use]
pub fn two_thousand_characters() -> String {
    (0x4e00..).step_by(7).filter_map(char::from_u32).take(LONG_CHARACTERS).collect()
}

/// Emoji of every kind that breaks programs: joined families, skin tones, flags, keycaps, and text around them.
pub const EMOJI: &str = "🔥 the family 👨‍👩‍👧‍👦, a wave 👋🏽, a flag 🇪🇺 and a keycap 4️⃣ — all there? ❤️‍🔥";

/// Two lines with what markup and escaping would spoil.
pub const MARKUP: &str = "<b>not bold</b> & \"quoted\" 'twice' \\n `code`\nhttps://example.org/a?b=c&d=%20#e";
