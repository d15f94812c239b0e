//! Drives the target that `BURNROOM_TARGET` names.

#![no_main]

use std::sync::LazyLock;

static TARGET: LazyLock<burnroom_fuzz::Target> = LazyLock::new(|| {
    let name = std::env::var("BURNROOM_TARGET").unwrap_or_else(|_| "session".to_owned());
    burnroom_fuzz::target(&name).unwrap_or_else(|| panic!("no target {name}: see TARGETS in tests/fuzz/src/lib.rs"))
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
