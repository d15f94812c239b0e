//! The relay's binary: reads flags, starts, says where it listens, and stops when asked.

use burnroom::config::Config;
use burnroom::start::start;
use burnroom::telemetry;
use clap::Parser as _;
use std::alloc::System;
use std::io::Write as _;
use std::panic::set_hook;
use tokio::signal::unix::{SignalKind, signal};
use zeroizing_alloc::ZeroAlloc;

/// Whatever is freed is zeroed first, so that a room is out of memory the moment it burns, down to the last frame that
/// a library had buffered.
#[global_allocator]
static WIPED_WHEN_FREED: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> anyhow::Result<()> {
    set_hook(Box::new(telemetry::say_panic));
    let config = Config::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(config))
}

async fn run(config: Config) -> anyhow::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let relay = start(config).await?;
    writeln!(std::io::stdout(), "Burnroom listens on http://{}", relay.address())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    relay.stop().await;
    Ok(())
}
