//! The present, and being told as it goes on.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use yew::{Callback, hook, use_effect_with};

/// How often the countdown is redrawn, milliseconds; the shown number changes every second.
const TICK_MS: i32 = 250;

/// The present by this device's clock, milliseconds since 1970.
#[must_use]
pub fn now_ms() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970 are positive and far below 2^53"
    )]
    let now = js_sys::Date::now() as u64;
    now
}

/// A clock that only goes forward, milliseconds since the page was loaded.
#[must_use]
pub fn steady_ms() -> u64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since the page was loaded are positive and far below 2^53"
    )]
    let steady = clock.map_or(0.0, |clock| clock.now()) as u64;
    steady
}

/// Minutes this device is east of UTC.
#[must_use]
pub fn east_of_utc_min() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "at most 14 hours either way")]
    let west = js_sys::Date::new_0().get_timezone_offset() as i32;
    -west
}

/// Calls back every `period_ms` until dropped.
struct Interval {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    fn new(period_ms: i32, elapsed: impl FnMut() + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut()>::new(elapsed);
        let id = web_sys::window()?
            .set_interval_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), period_ms)
            .ok()?;
        Some(Self { id, _closure: closure })
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}

/// Tells the present at once and then whenever another whole second has begun.
#[hook]
pub fn use_seconds(told: Callback<u64>) {
    use_effect_with(told, |told| {
        let told = told.clone();
        told.emit(now_ms());
        let mut second = now_ms() / 1_000;
        let interval = Interval::new(TICK_MS, move || {
            let now = now_ms();
            if now / 1_000 != second {
                second = now / 1_000;
                told.emit(now);
            }
        });
        move || drop(interval)
    });
}

/// Runs once after a time, unless it is dropped before.
pub struct Timeout {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

burnroom_shared::debug_by_name!(Timeout);

impl Timeout {
    /// Waits; `None` if the browser has no timers.
    pub fn new(delay_ms: i32, elapsed: impl FnOnce() + 'static) -> Option<Self> {
        let closure = Closure::once(elapsed);
        let id = web_sys::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), delay_ms)
            .ok()?;
        Some(Self { id, _closure: closure })
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Runs once after a time. It cannot be called off; what it does must be harmless when late.
pub fn after(delay_ms: i32, elapsed: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(elapsed);
    if let Some(window) = web_sys::window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), delay_ms);
    }
}
