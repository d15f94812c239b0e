//! A rectangle on the screen, in the page's own pixels. Numbers only; it remembers nothing of what was in it.

/// A rectangle in the page's own pixels; all that is kept of a message's bubble.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Rect {
    /// Whether a point lies in it.
    #[must_use]
    pub fn holds(&self, x: f32, y: f32) -> bool {
        x >= self.x && x < self.x + self.width && y >= self.y && y < self.y + self.height
    }
}
