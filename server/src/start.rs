//! Starts a relay and stops it. Owns the order: listen first, burn before the last connection is let go.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::descriptors;
use crate::listener;
use crate::relay::Relay;
use crate::router::router;
use crate::runtimes::Runtimes;
use crate::telemetry::Notice;
use std::io;
use std::net::SocketAddr;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long connections may take to be closed after the embers are out.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// A relay that runs.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    relay: Arc<Relay>,
    stop: CancellationToken,
    listening: JoinHandle<()>,
    embers: Duration,
}

/// Listens and serves.
///
/// # Errors
/// What the system says to the address or to a new thread.
pub async fn start(config: Config) -> io::Result<Running> {
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let runtimes = Runtimes::start(threads(&config))?;
    let (embers, connections) = (config.rooms.embers, config.sockets.connections);
    let relay = Arc::new(Relay::new(config, Arc::new(SystemClock::start()), runtimes));
    if !descriptors::suffice_for(connections) {
        relay.telemetry.say(Notice::FewDescriptors);
    }
    let stop = CancellationToken::new();
    let serving = listener::listen(listener, router(Arc::clone(&relay)), Arc::clone(&relay), stop.clone());
    Ok(Running { address, relay, stop, listening: tokio::spawn(serving), embers })
}

fn threads(config: &Config) -> NonZero<u16> {
    let processors = || available_parallelism().ok()?.try_into().ok();
    config.threads.and_then(NonZero::new).or_else(processors).unwrap_or(NonZero::<u16>::MIN)
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Burns every room, lets clients say that they erased, closes what is left.
    pub async fn stop(self) {
        self.relay.telemetry.say(Notice::Stopping);
        self.stop.cancel();
        // Whoever has not joined, or does not listen, is not waited for any longer than this.
        let _ = timeout(self.embers + CLOSE_WITHIN, self.relay.rooms.close()).await;
        let _ = timeout(CLOSE_WITHIN, self.listening).await;
    }
}
