//! Random numbers for names and sparks, from the browser's own source. Keys come from the suite, never from here.

use web_sys::window;

/// A random number; zero where the browser has no source, which a name survives.
#[must_use]
pub fn number() -> u32 {
    let mut bytes = [0; 4];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    u32::from_le_bytes(bytes)
}
