//! Values of single elements. The page's policy forbids style attributes, so they go in as properties, here alone.

use wasm_bindgen::JsCast as _;
use web_sys::{CssStyleDeclaration, HtmlElement, SvgElement};
use yew::NodeRef;

/// Sets a custom property of the element behind `node`.
pub fn set(node: &NodeRef, property: &str, value: &str) {
    if let Some(style) = style_of(node) {
        let _ = style.set_property(property, value);
    }
}

/// Makes a text area as high as its text; the stylesheet says how high it may become.
pub fn fit_height(node: &NodeRef) {
    let Some(area) = node.cast::<HtmlElement>() else {
        return;
    };
    let style = area.style();
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &format!("{}px", area.scroll_height()));
}

fn style_of(node: &NodeRef) -> Option<CssStyleDeclaration> {
    let node = node.get()?;
    node.dyn_ref::<HtmlElement>()
        .map(HtmlElement::style)
        .or_else(|| node.dyn_ref::<SvgElement>().map(SvgElement::style))
}

/// The page's background as it is now, as red, green and blue.
#[must_use]
pub fn background() -> Option<(u8, u8, u8)> {
    let body = super::page::document()?.body()?;
    let style = web_sys::window()?.get_computed_style(&body).ok()??;
    parse_rgb(&style.get_property_value("background-color").ok()?)
}

/// Reads `rgb(19, 17, 16)`.
fn parse_rgb(text: &str) -> Option<(u8, u8, u8)> {
    let inner = text.split_once('(')?.1.trim_end_matches(')');
    let mut channels = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
    let mut channel = || channels.next()?.parse::<u8>().ok();
    Some((channel()?, channel()?, channel()?))
}

#[cfg(test)]
mod tests {
    use super::parse_rgb;

    #[test]
    fn computed_colours_are_read_and_others_are_not() {
        assert_eq!(parse_rgb("rgb(19, 17, 16)"), Some((19, 17, 16)));
        assert_eq!(parse_rgb("rgba(250, 247, 243, 1)"), Some((250, 247, 243)));
        assert_eq!(parse_rgb("color(srgb 0.1 0.2 0.3)"), None);
        assert_eq!(parse_rgb(""), None);
    }
}
