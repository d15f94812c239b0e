//! The 64 pictures of a code: their names and files. Our own drawings, the same on every device.
//! The order is part of the protocol: a picture's number is six bits of the code.

/// Pictures in the list: six bits each.
pub const PICTURES: usize = 64;

/// What each is called, short enough to be said aloud and unlike every other.
pub const NAMES: [&str; PICTURES] = [
    "anchor", "apple", "balloon", "banana", "bell", "bicycle", "book", "bridge", "bus", "butterfly",
    "cactus", "cake", "camera", "candle", "carrot", "cat", "cherries", "clock", "cloud", "crown",
    "cup", "dice", "drum", "duck", "envelope", "eye", "fish", "flag", "flower", "ghost", "glasses",
    "grapes", "guitar", "hammer", "heart", "house", "key", "kite", "ladder", "lamp", "leaf", "lemon",
    "lighthouse", "magnet", "moon", "mountain", "mushroom", "pencil", "pizza", "rainbow", "ring",
    "robot", "rocket", "sailboat", "scissors", "snail", "snowman", "star", "sun", "tent", "tree",
    "turtle", "umbrella", "windmill",
];

/// A picture's name.
#[must_use]
pub fn name(number: u8) -> &'static str {
    NAMES.get(usize::from(number)).copied().unwrap_or_default()
}

/// Where the page finds a picture.
#[must_use]
pub fn address(number: u8) -> String {
    format!("/assets/emoji/{number:02}.svg")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{NAMES, PICTURES, address};

    #[test]
    fn every_picture_has_a_name_of_its_own_and_a_drawing() {
        assert_eq!(NAMES.iter().collect::<BTreeSet<_>>().len(), PICTURES);
        for number in 0..64_u8 {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&address(number)[1..]);
            let drawing = std::fs::read_to_string(&file).expect("a drawing for every number");
            assert!(drawing.starts_with("<svg"), "{}", file.display());
            assert!(!drawing.contains("<script") && !drawing.contains("href"));
        }
    }
}
