//! Whether two names look the same to a hurried reader. A mark beside a name, never a reason to refuse one.
//!
//! Not the whole of Unicode's list of confusables, which would weigh more than the rest of the page: what passes for a
//! Latin letter in fonts that people have, and what changes the bytes of a name and not its looks.

use burnroom_shared::limits::NAME_GRAPHEMES_MAX;
use unicode_segmentation::UnicodeSegmentation as _;

/// Letters with marks and strokes from U+00C0 on, as the plain letters they pass for.
const LATIN: &str = concat!(
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggg",
    "hhhhiiiiiiiiii..jjkk.llllll..llnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzfbb.b...c",
    "cdd.d....ffg...ikkl..nnooo..ppr....ttttuu.vyyzz......................aaiioouuuuuuuuuu.aaaa..ggggkkoo",
    "oo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hhnd..zzaaeeooooooooyylntj..accltsz..bu.eejj..rryy",
);
/// Likewise from U+1E00 on.
const LATIN_ADDITIONAL: &str = concat!(
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss",
    "ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyaf....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee",
    "iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......",
);
/// Pairs that pass for one letter, once everything else is plain.
const PAIRS: [(&str, &str); 3] = [("rn", "m"), ("vv", "w"), ("ci", "d")];
/// What the page itself calls people and things: somebody of that name is to be marked whoever else is there.
const OWN_WORDS: [&str; 5] = ["You", "someone", "The relay", "An owner", "Burnroom"];

/// What `name` looks like: names with equal looks are marked.
#[must_use]
pub fn looks_of(name: &str) -> String {
    let looks: String = name
        .graphemes(true)
        .take(NAME_GRAPHEMES_MAX)
        .flat_map(str::chars)
        .filter(|letter| !is_invisible(*letter))
        .map(capital)
        .flat_map(char::to_lowercase)
        .map(plain)
        .filter(|letter| letter.is_alphanumeric() || !letter.is_ascii())
        .collect();
    PAIRS.into_iter().fold(looks, |looks, (pair, one)| looks.replace(pair, one))
}

/// The looks of the words by which the page itself speaks of somebody.
#[must_use]
pub fn looks_of_own_words() -> [String; OWN_WORDS.len()] {
    OWN_WORDS.map(looks_of)
}

/// Characters that change the bytes of a name and not its looks.
fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E01EF}'
            | '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Greek capitals that pass for another Latin letter than their small ones, and letters in another dress.
fn capital(letter: char) -> char {
    let code = u32::from(letter);
    let dressed = match code {
        0xFF01..=0xFF5E => code - 0xFEE0,
        // Thirteen mathematical alphabets of 26 capitals and 26 small letters, then digits.
        0x1D400..=0x1D6A3 => match (code - 0x1D400) % 52 {
            place @ 0..26 => u32::from('A') + place,
            place => u32::from('a') + place - 26,
        },
        0x1D7CE..=0x1D7FF => u32::from('0') + (code - 0x1D7CE) % 10,
        0x24B6..=0x24CF => u32::from('A') + code - 0x24B6,
        0x24D0..=0x24E9 => u32::from('a') + code - 0x24D0,
        _ => match letter {
            'Η' | 'Ή' => u32::from('h'),
            'Ν' => u32::from('n'),
            'Μ' => u32::from('m'),
            'Υ' | 'Ύ' => u32::from('y'),
            _ => code,
        },
    };
    char::from_u32(dressed).unwrap_or(letter)
}

/// The Latin letter a small letter passes for.
fn plain(letter: char) -> char {
    let marked = from_table(letter, '\u{00C0}', LATIN).or_else(|| from_table(letter, '\u{1E00}', LATIN_ADDITIONAL));
    match marked.unwrap_or(letter) {
        'а' | 'α' | 'ά' | 'ɑ' => 'a',
        'в' | 'β' | 'ь' => 'b',
        'с' | 'ϲ' | 'ς' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'ε' | 'έ' | 'є' => 'e',
        'ɡ' | 'ց' => 'g',
        'н' | 'һ' | 'հ' => 'h',
        '1' | 'і' | 'ї' | 'ι' | 'ί' | 'ϊ' | 'l' | '|' | 'ӏ' | 'ɩ' => 'i',
        'ј' | 'յ' => 'j',
        'κ' | 'к' => 'k',
        'м' => 'm',
        'ո' | 'п' | 'η' | 'ή' => 'n',
        '0' | 'о' | 'ο' | 'ό' | 'օ' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' => 'r',
        '5' | 'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ύ' | 'ս' | 'µ' | 'μ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' | 'ώ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ζ' => 'z',
        other => other,
    }
}

/// The entry of a table of letters that begins with `first`, unless it has none.
fn from_table(letter: char, first: char, table: &str) -> Option<char> {
    let place = u32::from(letter).checked_sub(u32::from(first))?;
    let plain = table.as_bytes().get(usize::try_from(place).ok()?)?;
    (*plain != b'.').then_some(char::from(*plain))
}

#[cfg(test)]
mod tests {
    use super::{looks_of, looks_of_own_words};

    #[test]
    fn names_that_pass_for_one_another_look_the_same() {
        let twins = [
            "ada",
            "ADA",
            " Ada ",
            "Аdа",
            "A\u{200B}da",
            "A\u{301}da",
            "a-d-a",
            "Ada\u{202E}",
            "Ädå",
            "Ａｄａ",
            "𝐀𝐝𝐚",
            "𝕬𝖉𝖆",
            "Ⓐⓓⓐ",
            "Aԁа",
            "A\u{1DC4}da",
            "Ađą",
            "Ạḍḁ",
        ];
        for twin in twins {
            assert_eq!(looks_of(twin), looks_of("Ada"), "{twin:?}");
        }
        for (one, other) in [
            ("Bill", "B1II"),
            ("Thomas", "Tһоmаs"),
            ("Ηenry", "Henry"),
            ("Νina", "Nina"),
            ("Marny", "Mamy"),
            ("Vivvy", "Viwy"),
            ("Clara", "dara"),
            ("Zoë", "Ζοε"),
            ("Sven", "5ven"),
        ] {
            assert_eq!(looks_of(one), looks_of(other), "{one} {other}");
        }
    }

    #[test]
    fn other_names_do_not() {
        for other in ["Adam", "Eva", "艾达", "", "Adda", "Ida"] {
            assert_ne!(looks_of(other), looks_of("Ada"));
        }
        for (one, other) in [("艾达", "艾米"), ("🦊", "🐻"), ("Иван", "Иваи"), ("Ben", "Bob"), ("Дима", "Лима")]
        {
            assert_ne!(looks_of(one), looks_of(other), "{one} {other}");
        }
    }

    #[test]
    fn nobody_passes_for_what_the_page_itself_says() {
        for word in ["You", "yоu", "Y O U", "The reIay", "An 0wner", "Someone"] {
            assert!(looks_of_own_words().contains(&looks_of(word)), "{word}");
        }
        for name in ["Yu", "Ada", "Owen", ""] {
            assert!(!looks_of_own_words().contains(&looks_of(name)), "{name}");
        }
    }
}
