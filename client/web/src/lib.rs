//! The web client: what a person sees and does, around the engine.
//!
//! A module uses only modules listed below it.

#[cfg(test)]
mod redaction;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod app;
pub mod driver;
pub mod pages;
pub mod components;
pub mod verbs;
pub mod wording;
pub mod view;
pub mod fire;
pub mod api;
pub mod socket;
pub mod web_crypto;
pub mod browser;
pub mod rich_text;
pub mod pictures;
pub mod names;
pub mod qr;
pub mod clock;
pub mod rect;
