//! A text as a QR code, dark on white whatever the theme, since that is what readers expect.

use yew::{Html, html};

use crate::qr::QrOutline;

/// The code of a link; nothing for a text that no code can hold.
pub fn qr_code(code: Option<&QrOutline>) -> Html {
    let Some(QrOutline { side, path }) = code else {
        return html! {};
    };
    html! {
        <svg class="qr" viewBox={format!("0 0 {side} {side}")} role="img" aria-label="The link as a QR code">
            <rect class="qr-paper" width="100%" height="100%" />
            <path class="qr-ink" d={path.clone()} />
        </svg>
    }
}
