//! The screens: each joins a slice of the view, the verbs and the pieces. One stage of the view is one page.

pub mod lobby;
pub mod door;
pub mod room;
pub mod burned;
