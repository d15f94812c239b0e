//! Names nobody has to think of: `anonymous-fox` for a person, an element for a room.
//! Randomness comes in as numbers, so this file is pure; it decides nothing about who may be called what.

use burnroom_shared::limits::{NAME_BYTES_MAX, NAME_GRAPHEMES_MAX};
use unicode_segmentation::UnicodeSegmentation as _;

/// What precedes the animal, so that a generated name is recognised as one.
const PREFIX: &str = "anonymous";

/// Animals that are short, easily said and offend nobody.
const ANIMALS: [&str; 48] = [
    "badger", "bear", "beaver", "bison", "camel", "cat", "crane", "crow", "deer", "dolphin", "duck", "eagle", "falcon",
    "ferret", "finch", "fox", "frog", "gecko", "goat", "goose", "hare", "hawk", "heron", "horse", "ibis", "koala",
    "lark", "lemur", "lion", "llama", "lynx", "mole", "moose", "newt", "otter", "owl", "panda", "puffin", "raven",
    "robin", "seal", "sparrow", "swan", "tiger", "turtle", "whale", "wolf", "wren",
];

/// The periodic table, in order.
const ELEMENTS: [&str; 118] = [
    "Hydrogen",
    "Helium",
    "Lithium",
    "Beryllium",
    "Boron",
    "Carbon",
    "Nitrogen",
    "Oxygen",
    "Fluorine",
    "Neon",
    "Sodium",
    "Magnesium",
    "Aluminium",
    "Silicon",
    "Phosphorus",
    "Sulfur",
    "Chlorine",
    "Argon",
    "Potassium",
    "Calcium",
    "Scandium",
    "Titanium",
    "Vanadium",
    "Chromium",
    "Manganese",
    "Iron",
    "Cobalt",
    "Nickel",
    "Copper",
    "Zinc",
    "Gallium",
    "Germanium",
    "Arsenic",
    "Selenium",
    "Bromine",
    "Krypton",
    "Rubidium",
    "Strontium",
    "Yttrium",
    "Zirconium",
    "Niobium",
    "Molybdenum",
    "Technetium",
    "Ruthenium",
    "Rhodium",
    "Palladium",
    "Silver",
    "Cadmium",
    "Indium",
    "Tin",
    "Antimony",
    "Tellurium",
    "Iodine",
    "Xenon",
    "Caesium",
    "Barium",
    "Lanthanum",
    "Cerium",
    "Praseodymium",
    "Neodymium",
    "Promethium",
    "Samarium",
    "Europium",
    "Gadolinium",
    "Terbium",
    "Dysprosium",
    "Holmium",
    "Erbium",
    "Thulium",
    "Ytterbium",
    "Lutetium",
    "Hafnium",
    "Tantalum",
    "Tungsten",
    "Rhenium",
    "Osmium",
    "Iridium",
    "Platinum",
    "Gold",
    "Mercury",
    "Thallium",
    "Lead",
    "Bismuth",
    "Polonium",
    "Astatine",
    "Radon",
    "Francium",
    "Radium",
    "Actinium",
    "Thorium",
    "Protactinium",
    "Uranium",
    "Neptunium",
    "Plutonium",
    "Americium",
    "Curium",
    "Berkelium",
    "Californium",
    "Einsteinium",
    "Fermium",
    "Mendelevium",
    "Nobelium",
    "Lawrencium",
    "Rutherfordium",
    "Dubnium",
    "Seaborgium",
    "Bohrium",
    "Hassium",
    "Meitnerium",
    "Darmstadtium",
    "Roentgenium",
    "Copernicium",
    "Nihonium",
    "Flerovium",
    "Moscovium",
    "Livermorium",
    "Tennessine",
    "Oganesson",
];

/// A name for a person who has not chosen one.
#[must_use]
pub fn person(random: u32) -> String {
    format!("{PREFIX}-{}", pick(&ANIMALS, random))
}

/// A name for a room whose creator has not chosen one.
#[must_use]
pub fn room(random: u32) -> String {
    pick(&ELEMENTS, random).to_owned()
}

/// The dice: a name other than the present one, so that a throw is always seen to do something.
#[must_use]
pub fn another(make: fn(u32) -> String, present: &str, random: u32) -> String {
    let first = make(random);
    if first == present { make(random.wrapping_add(1)) } else { first }
}

/// As much of a typed name as the protocol carries; a field that is full takes no more.
#[must_use]
pub fn fitting(typed: &str) -> String {
    let mut name = String::new();
    for part in typed.graphemes(true).take(NAME_GRAPHEMES_MAX) {
        if name.len() + part.len() > NAME_BYTES_MAX {
            break;
        }
        name.push_str(part);
    }
    name
}

/// One of a list; a list is far shorter than 2^32, so the bias of the remainder is invisible.
fn pick(list: &[&'static str], random: u32) -> &'static str {
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX).max(1);
    list.get((random % count) as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ANIMALS, ELEMENTS, NAME_BYTES_MAX, another, fitting, person, room};

    #[test]
    fn every_number_gives_a_name() {
        for random in [0, 1, 47, 48, 117, 118, u32::MAX] {
            assert!(person(random).len() > "anonymous-".len());
            assert!(room(random).len() > 2);
        }
        assert_eq!(person(15), "anonymous-fox");
        assert_eq!(room(9), "Neon");
    }

    #[test]
    fn no_name_is_listed_twice() {
        assert_eq!(ANIMALS.iter().collect::<BTreeSet<_>>().len(), ANIMALS.len());
        assert_eq!(ELEMENTS.iter().collect::<BTreeSet<_>>().len(), ELEMENTS.len());
    }

    #[test]
    fn a_name_never_outgrows_the_protocol_nor_breaks_a_character() {
        assert_eq!(fitting("Ada"), "Ada");
        assert_eq!(fitting(&"a".repeat(40)), "a".repeat(32));
        let families = fitting(&"👨‍👩‍👧‍👦".repeat(20));
        assert_eq!(families, "👨‍👩‍👧‍👦".repeat(5));
        assert!(families.len() <= NAME_BYTES_MAX);
    }

    #[test]
    fn a_throw_of_the_dice_always_changes_the_name() {
        for random in 0..200 {
            assert_ne!(another(room, &room(random), random), room(random));
            assert_ne!(another(person, &person(random), random), person(random));
        }
    }
}
