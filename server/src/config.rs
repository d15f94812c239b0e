//! The relay's flags and environment: every policy number with its name, its default and the reason for it.
//! Bounds of the wire are not here but in the shared crate; nothing here changes while the relay runs.

mod addresses;
mod sockets;
mod rooms;
pub mod duration;
pub mod size;

pub use addresses::AddressLimits;
pub use rooms::RoomLimits;
pub use sockets::SocketLimits;

use std::net::SocketAddr;
use std::str::FromStr;

/// Burnroom's relay: rooms in memory that pass sealed messages along until they burn.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "burnroom", version, next_help_heading = "Where")]
pub struct Config {
    /// Where to listen. Port 0 takes a free one; the line on standard output says which.
    #[arg(long, env = "BURNROOM_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,

    /// Where browsers find this relay when a proxy is in front, such as `https://burn.example`.
    #[arg(long, env = "BURNROOM_PUBLIC_ORIGIN", value_name = "ORIGIN")]
    pub public_origin: Option<Origin>,

    /// Threads that rooms are spread over. Default: one for each processor.
    #[arg(long, env = "BURNROOM_THREADS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would replace the command's own description")]
    pub rooms: RoomLimits,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would replace the command's own description")]
    pub sockets: SocketLimits,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would replace the command's own description")]
    pub addresses: AddressLimits,
}

/// A web origin: scheme and authority, as a browser writes it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Text that is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOrigin;

impl std::fmt::Display for NotAnOrigin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("expected https://HOST or http://HOST, with a port if it is unusual, and no path")
    }
}

impl std::error::Error for NotAnOrigin {}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let origin = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        let (scheme, authority) = origin.split_once("://").ok_or(NotAnOrigin)?;
        let is_authority = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
        let holds = matches!(scheme, "http" | "https") && !authority.is_empty() && authority.chars().all(is_authority);
        holds.then_some(Self(origin)).ok_or(NotAnOrigin)
    }
}

impl Origin {
    /// As a browser writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if pages come over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory as _, Parser as _};
    use std::time::Duration;

    #[test]
    fn defaults_parse_and_every_flag_has_its_variable() {
        Config::command().debug_assert();
        let config = Config::parse_from(["burnroom"]);
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.rooms.embers, Duration::from_secs(3));
        for argument in Config::command().get_arguments() {
            let name = argument.get_id().as_str();
            let own = ["help", "version"].contains(&name);
            assert!(own || argument.get_env().is_some(), "{name} has no variable");
            assert!(own || argument.get_help().is_some(), "{name} has no help");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        let origin: Origin = "https://Burn.Example/".parse().unwrap();
        assert_eq!(origin.as_str(), "https://burn.example");
        assert!(origin.is_secure());
        for text in ["", "burn.example", "ftp://x", "https://", "https://x/r", "https://x y"] {
            assert_eq!(text.parse::<Origin>(), Err(NotAnOrigin), "{text}");
        }
    }
}
