//! The one canvas: paints the flames frame by frame over what already lies behind, then is gone.
//! It gets rectangles and a spark, never a text. Slow, hidden or unwilling devices get a plain fade instead.

use wasm_bindgen::{Clamped, JsCast as _, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::{Callback, Html, NodeRef, Properties, component, html, use_effect_with, use_node_ref};

use super::colour::{Palette, Rgb};
use super::flames::{BURN_MS, Flames};
use super::ignition::Ignition;
use crate::browser::frames::{self, Next};
use crate::browser::places::viewport;
use crate::browser::{moment, page, random, style};
use crate::rect::Rect;

/// A frame that takes longer than this, milliseconds, is slow.
const SLOW_FRAME_MS: f64 = 14.0;
/// After so many slow frames the small flames are left out.
const SLOW_FRAMES: u32 = 3;
/// How long the plain fade takes, milliseconds; `.fire.fading` in the stylesheet agrees.
const FADE_MS: i32 = 400;
/// The dark paper, should the page's own colour not be readable.
const DARK_PAPER: (u8, u8, u8) = (19, 17, 16);
/// How far a note is from its paper, in steps of a colour channel.
const NOTE_STEP: u8 = 22;

/// What is to burn.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FireProps {
    /// The blank notes.
    pub notes: Vec<Rect>,
    /// Where it starts; the middle of the lower edge if nowhere else.
    pub spark: Option<(f32, f32)>,
    /// Called when nothing is left.
    pub burned_down: Callback<()>,
}

/// Burning paper over the whole screen.
#[component]
pub fn Fire(props: &FireProps) -> Html {
    let canvas = use_node_ref();
    {
        let canvas = canvas.clone();
        use_effect_with(props.clone(), move |props| light(&canvas, props));
    }
    html! { <canvas ref={canvas} class="fire" aria-hidden="true" /> }
}

/// Lays the paper, then burns or fades it.
fn light(canvas: &NodeRef, props: &FireProps) {
    let done = props.burned_down.clone();
    let Some(mut sheet) = Sheet::lay(canvas, &props.notes, props.spark) else {
        done.emit(());
        return;
    };
    sheet.paint(0.0);
    if prefers_stillness() {
        sheet.fade();
        moment::after(FADE_MS, move || done.emit(()));
        return;
    }
    let start_ms = frames::now_ms();
    let mut slow = 0;
    frames::each(move |_| {
        let began_ms = frames::now_ms();
        let elapsed_ms = began_ms - start_ms;
        if elapsed_ms >= BURN_MS || page::is_hidden() {
            done.emit(());
            return Next::Done;
        }
        sheet.paint(elapsed_ms);
        if frames::now_ms() - began_ms > SLOW_FRAME_MS {
            slow += 1;
        }
        if slow == SLOW_FRAMES {
            sheet.flames.calm();
        }
        Next::Frame
    });
}

fn prefers_stillness() -> bool {
    page::matches("(prefers-reduced-motion: reduce)") || page::matches("(forced-colors: active)")
}

/// The canvas with its flames and the pixels they are painted into.
struct Sheet {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    flames: Flames,
    pixels: Vec<u8>,
}

impl Sheet {
    fn lay(node: &NodeRef, notes: &[Rect], spark: Option<(f32, f32)>) -> Option<Self> {
        let canvas = node.cast::<HtmlCanvasElement>()?;
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let (width, height) = viewport();
        let spark = spark.unwrap_or((width / 2.0, height));
        let seed = random::number();
        let ignition = Ignition::lay(width, height, notes, spark, seed);
        let flames = Flames::new(ignition, palette(), seed);
        let (columns, rows) = flames.size();
        canvas.set_width(u32::try_from(columns).ok()?);
        canvas.set_height(u32::try_from(rows).ok()?);
        Some(Self { canvas, context, flames, pixels: vec![0; columns * rows * 4] })
    }

    fn paint(&mut self, elapsed_ms: f64) {
        self.flames.paint(elapsed_ms, &mut self.pixels);
        let _ = self.put();
    }

    fn put(&self) -> Result<(), JsValue> {
        let pixels = Clamped(self.pixels.as_slice());
        let image = ImageData::new_with_u8_clamped_array_and_sh(pixels, self.canvas.width(), self.canvas.height())?;
        self.context.put_image_data(&image, 0.0, 0.0)
    }

    fn fade(&self) {
        let _ = self.canvas.class_list().add_1("fading");
    }
}

/// The paper of the present theme, its notes a little lighter or darker.
fn palette() -> Palette {
    let (red, green, blue) = style::background().unwrap_or(DARK_PAPER);
    let dark = u16::from(red) + u16::from(green) + u16::from(blue) < 384;
    let step = |channel: u8| {
        if dark { channel.saturating_add(NOTE_STEP) } else { channel.saturating_sub(NOTE_STEP) }
    };
    Palette::new(Rgb(red, green, blue), Rgb(step(red), step(green), step(blue)))
}
