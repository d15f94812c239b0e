//! How a page is looked at: as wide as a phone or a desk, dark or light; and pictures of it for people to judge.

use super::Page;
use crate::relay::target_folder;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// Everything that moves has arrived and has been painted, except what moves for ever.
const AT_REST: &str = r"(async () => {
    await document.fonts.ready;
    const ends = (animation) => animation.effect.getComputedTiming().endTime !== Infinity;
    await Promise.all(document.getAnimations().filter(ends).map((animation) => animation.finished.catch(() => 0)));
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    return true;
})()";

/// Whatever is seen and reaches over the page's right or left edge.
const STICKING_OUT: &str = r"(() => {
    const width = document.documentElement.clientWidth;
    const sticks = (element) => {
        const box = element.getBoundingClientRect();
        const seen = box.width > 0 && box.height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        return seen && !element.closest('canvas, .visually-hidden') && (box.right > width + 1 || box.left < -1);
    };
    const wide = document.documentElement.scrollWidth > width ? ['the page itself'] : [];
    return wide.concat([...document.body.querySelectorAll('*')].filter(sticks).map((one) => one.outerHTML.slice(0, 120)));
})()";

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 320 × 640: the narrowest there is.
    Narrow,
    /// 360 × 740.
    Phone,
    /// 1440 × 900.
    Desktop,
}

/// What the device asks pages to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

impl Screen {
    fn size(self) -> (u32, u32, u32) {
        match self {
            Self::Narrow => (320, 640, 1),
            Self::Phone => (360, 740, 2),
            Self::Desktop => (1_440, 900, 1),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Phone => "phone",
            Self::Desktop => "desktop",
        }
    }
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

impl Page {
    /// Looks at it on this screen, in this theme.
    pub async fn look(&self, screen: Screen, theme: Theme) {
        let (width, height, scale) = screen.size();
        let mobile = screen != Screen::Desktop;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = json!([{ "name": "prefers-color-scheme", "value": theme.name() }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": scheme })).await;
    }

    /// The device asks for as little motion as possible.
    pub async fn hold_still(&self) {
        let still = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": still })).await;
    }

    /// Elements that stick out of the page at the side.
    pub async fn sticking_out(&self) -> Vec<String> {
        self.rests().await;
        self.value(STICKING_OUT).await
    }

    /// Pictures of what is shown: phone and desktop, dark and light.
    pub async fn picture(&self, what: &str) {
        for screen in [Screen::Phone, Screen::Desktop] {
            for theme in [Theme::Light, Theme::Dark] {
                self.look(screen, theme).await;
                self.rests().await;
                self.snap(&format!("{what}-{}-{}", screen.name(), theme.name())).await;
            }
        }
    }

    /// Waits until everything that moves has arrived.
    pub async fn rests(&self) {
        let _: bool = self.value(AT_REST).await;
    }

    /// One picture of this very moment.
    ///
    /// # Panics
    /// If it cannot be kept.
    pub async fn snap(&self, name: &str) {
        let picture = self.call("Page.captureScreenshot", json!({ "format": "png" })).await;
        let picture = STANDARD.decode(picture["data"].as_str().unwrap_or_default()).expect("base64");
        let folder = target_folder().join("screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("a picture");
    }
}
