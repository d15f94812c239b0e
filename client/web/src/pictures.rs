//! The 64 pictures of a code: where the page finds our own drawings, the same on every device.
//! Names and order are the engine's, since they are part of the protocol.

use burnroom_engine::emoji::NAMES;

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
    use std::path::Path;

    use super::{NAMES, address};

    #[test]
    fn every_picture_is_drawn_under_its_own_name() {
        for (number, name) in (0_u8..).zip(NAMES) {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&address(number)[1..]);
            let drawing = std::fs::read_to_string(&file).expect("a drawing for every number");
            assert!(drawing.contains(&format!("<title>{name}</title>")), "{}", file.display());
            assert!(!drawing.contains("<script") && !drawing.contains("href"));
        }
    }
}
