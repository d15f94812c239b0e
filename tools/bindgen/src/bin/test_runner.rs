//! Cargo's runner for `wasm32-unknown-unknown`: runs one test binary in a headless browser.
//! Owns no option of its own: everything is passed on.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
