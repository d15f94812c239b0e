//! A text as a QR code, dark on white whatever the theme, since that is what readers expect.

use yew::{AttrValue, Html, Properties, component, html, use_memo};

use crate::qr::outline;

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct QrCodeProps {
    /// The text.
    pub text: AttrValue,
}

/// The code; nothing for a text that no code can hold.
#[component]
pub fn QrCode(props: &QrCodeProps) -> Html {
    let outline = use_memo(props.text.clone(), |text| outline(text).ok());
    let Some(outline) = &*outline else {
        return html! {};
    };
    html! {
        <svg class="qr" viewBox={format!("0 0 {0} {0}", outline.side)} role="img" aria-label="The link as a QR code">
            <rect class="qr-paper" width="100%" height="100%" />
            <path class="qr-ink" d={outline.path.clone()} />
        </svg>
    }
}
