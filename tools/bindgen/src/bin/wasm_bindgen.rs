//! `wasm-bindgen` at the workspace's version, so that Trunk finds it on the PATH and downloads nothing.
//! Owns no option of its own: everything is passed on.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
