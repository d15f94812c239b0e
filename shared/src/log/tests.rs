//! The validity of each event, told by members that sign for real.

mod vectors;
mod standing;
mod snapshots;
mod deeds;
mod links;
mod readdress;
mod owners;
mod posts;
mod rekeys;
mod seats;
mod order;
mod told;
mod stage;
mod hand;
