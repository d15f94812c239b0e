//! The pieces of the screen: functions from a slice of the view, and the verbs, to markup. One noun a file.
//! They know neither the engine nor, apart from elements they own, the browser.

pub mod share_sheet;
pub mod room_sheet;
pub mod pin_sheet;
pub mod relay_sheet;
pub mod compare_sheet;
pub mod question;
pub mod code_forms;
pub mod owner_pin;
pub mod sheet;
pub mod room_header;
pub mod code_chip;
pub mod ring;
pub mod people_list;
pub mod room_log;
pub mod alone_card;
pub mod message_group;
pub mod banner;
pub mod composer;
pub mod create_card;
pub mod time_choice;
pub mod people_stepper;
pub mod switch;
pub mod name_field;
pub mod ask_field;
pub mod top_bar;
pub mod qr_code;
pub mod copy_button;
pub mod person_mark;
pub mod icon;
