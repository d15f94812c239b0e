//! A way to the relay over TCP, with weather on every line that goes through it.

use crate::dice::Dice;
use crate::weather::Weather;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};

/// Opens a way to `relay` and says where it is entered. Each line has dice of its own, by `seed` and its number.
///
/// # Panics
/// If no port is free.
pub async fn open(relay: SocketAddr, weather: Weather, seed: u64) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((near, _)) = listener.accept().await {
            number += 1;
            if !weather.is_down() {
                tokio::spawn(pass(near, relay, weather.clone(), Dice::of(&[seed, number])));
            }
        }
    });
    address
}

async fn pass(near: TcpStream, relay: SocketAddr, weather: Weather, dice: Dice) {
    let Ok(far) = TcpStream::connect(relay).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    weather.pass(near, far, dice).await;
}
