//! Animation frames: called with the time until the callee has had enough.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::window;

/// Whether another frame is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Yes.
    Frame,
    /// No, it is over.
    Done,
}

type FrameCallback = Closure<dyn FnMut(f64)>;

/// Calls `draw` with each frame's time in milliseconds (from an arbitrary start) until it is done.
pub fn each(mut draw: impl FnMut(f64) -> Next + 'static) {
    let slot: Rc<RefCell<Option<FrameCallback>>> = Rc::default();
    let own = Rc::clone(&slot);
    *slot.borrow_mut() = Some(Closure::new(move |time_ms| match draw(time_ms) {
        Next::Frame => request(&own),
        // The slot holds the closure that holds the slot: emptying it lets both go, after this call has returned.
        Next::Done => {
            let own = Rc::clone(&own);
            super::moment::after(0, move || drop(own.borrow_mut().take()));
        }
    }));
    request(&slot);
}

fn request(slot: &Rc<RefCell<Option<FrameCallback>>>) {
    if let (Some(window), Some(closure)) = (window(), slot.borrow().as_ref()) {
        let _ = window.request_animation_frame(closure.as_ref().unchecked_ref());
    }
}

/// The time of the present on the same clock.
#[must_use]
pub fn now_ms() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
