//! Where things are on the screen, as numbers: taken before a burn, so that nothing else need be kept.

use web_sys::window;

use super::page::document;
use crate::rect::Rect;

/// The rectangles of all elements that match `selector` and can be seen.
#[must_use]
pub fn rectangles(selector: &str) -> Vec<Rect> {
    let Some(found) = document().and_then(|document| document.query_selector_all(selector).ok()) else {
        return Vec::new();
    };
    let (_, height) = viewport();
    (0..found.length())
        .filter_map(|index| found.get(index))
        .filter_map(|node| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(node).ok())
        .map(|element| rectangle(&element))
        .filter(|place| place.y + place.height > 0.0 && place.y < height)
        .collect()
}

/// The middle of the first element that matches `selector`.
#[must_use]
pub fn middle(selector: &str) -> Option<(f32, f32)> {
    let element = document()?.query_selector(selector).ok()??;
    let place = rectangle(&element);
    Some((place.x + place.width / 2.0, place.y + place.height / 2.0))
}

/// Width and height of what can be seen.
#[must_use]
pub fn viewport() -> (f32, f32) {
    let Some(window) = window() else {
        return (1.0, 1.0);
    };
    let side = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(1.0);
    (narrow(side(window.inner_width())), narrow(side(window.inner_height())))
}

fn rectangle(element: &web_sys::Element) -> Rect {
    let place = element.get_bounding_client_rect();
    Rect { x: narrow(place.x()), y: narrow(place.y()), width: narrow(place.width()), height: narrow(place.height()) }
}

fn narrow(pixels: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
    let pixels = pixels as f32;
    pixels
}
