//! Whether two names look the same to a hurried reader. A mark beside a name, never a reason to refuse one.

use burnroom_shared::limits::NAME_GRAPHEMES_MAX;
use unicode_segmentation::UnicodeSegmentation as _;

/// What `name` looks like: names with equal looks are marked.
/// Case, spaces, invisible characters and the commonest look-alike letters of Latin, Greek and Cyrillic do not count.
#[must_use]
pub fn looks_of(name: &str) -> String {
    name.graphemes(true)
        .take(NAME_GRAPHEMES_MAX)
        .flat_map(str::chars)
        .filter(|letter| !is_invisible(*letter))
        .flat_map(char::to_lowercase)
        .map(plain)
        .filter(|letter| letter.is_alphanumeric() || !letter.is_ascii())
        .collect()
}

/// Characters that change the bytes of a name and not its looks.
fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{0300}'..='\u{036F}')
}

/// The Latin letter a letter passes for.
fn plain(letter: char) -> char {
    match letter {
        '0' | 'о' | 'ο' | 'օ' => 'o',
        '1' | 'ı' | 'і' | 'ι' | 'l' | '|' | 'ӏ' => 'i',
        'а' | 'α' | 'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'е' | 'ε' | 'è' | 'é' | 'ê' | 'ë' => 'e',
        'с' | 'ϲ' | 'ç' => 'c',
        'р' | 'ρ' => 'p',
        'у' | 'γ' | 'ý' | 'ÿ' => 'y',
        'х' | 'χ' => 'x',
        'ѕ' | '5' => 's',
        'ј' => 'j',
        'κ' | 'к' => 'k',
        'ν' => 'v',
        'ո' | 'п' | 'ñ' => 'n',
        'т' | 'τ' => 't',
        'м' => 'm',
        'в' => 'b',
        'н' => 'h',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'υ' => 'u',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::looks_of;

    #[test]
    fn names_that_pass_for_one_another_look_the_same() {
        for twin in ["ada", "ADA", " Ada ", "Аdа", "A\u{200B}da", "A\u{301}da", "a-d-a", "Ada\u{202E}"] {
            assert_eq!(looks_of(twin), looks_of("Ada"), "{twin:?}");
        }
        assert_eq!(looks_of("Bill"), looks_of("B1II"));
    }

    #[test]
    fn other_names_do_not() {
        for other in ["Adam", "Eva", "艾达", ""] {
            assert_ne!(looks_of(other), looks_of("Ada"));
        }
        assert_ne!(looks_of("艾达"), looks_of("艾米"));
        assert_ne!(looks_of("🦊"), looks_of("🐻"));
    }
}
