//! The page's own surroundings: address, clipboard, settings, time, dialogs. Besides the canvas, the socket and
//! WebCrypto the only place that touches web-sys. Each file is one thing a browser offers; none knows the room.

pub mod address;
pub mod clipboard;
pub mod dialog;
pub mod frames;
pub mod moment;
pub mod places;
pub mod theme;
pub mod style;
pub mod page;
pub mod listener;
pub mod settings;
pub mod random;
