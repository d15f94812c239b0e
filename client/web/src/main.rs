//! The page's entry point: it mounts the app and owns nothing else.

use burnroom_web::app::App;

/// Freed memory is overwritten: what was said does not linger in the page's heap after it was dropped.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() {
    #[cfg(feature = "gallery")]
    if burnroom_web::browser::address::path().starts_with("/gallery/") {
        yew::Renderer::<burnroom_web::gallery::Gallery>::new().render();
        return;
    }
    yew::Renderer::<App>::new().render();
}
