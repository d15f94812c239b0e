//! The names under which the WASM asks the glue for functions: each ends in sixteen hexadecimal digits of a hash, which no
//! coding makes smaller and which stand in both files. Counted up instead they say as little and weigh 2.9 kB less.
//! Invariant: names keep their lengths, so that the WASM's own lengths stay true, and stay different from one another.

use crate::fault::Fault;
use std::fs;
use std::path::Path;

/// What all of these names begin with.
const HEAD: &[u8] = b"__wb";
/// Digits of a hash.
const DIGITS: usize = 16;

/// Counts up the imports of the client in a folder.
pub(crate) fn count_up(glue: &Path) -> Result<(), Fault> {
    let [script, wasm] = ["client.js", "client_bg.wasm"].map(|name| glue.join(name));
    let [mut js, mut binary] = [read(&script)?, read(&wasm)?];
    for (number, name) in hashed_names(&js).into_iter().enumerate() {
        let counted = counted(&name, number);
        // In only one of them it would be somebody else's name.
        if places(&binary, &name).is_empty() {
            continue;
        }
        replace(&mut js, &name, &counted);
        replace(&mut binary, &name, &counted);
    }
    fs::write(&script, js).map_err(Fault::file(&script))?;
    fs::write(&wasm, binary).map_err(Fault::file(&wasm))
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(Fault::file(path))
}

/// Every name with a hash at its end, once each, in the order of first mention.
fn hashed_names(script: &[u8]) -> Vec<Vec<u8>> {
    let words = script.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    let is_hashed = |word: &&[u8]| {
        let end = word.len().checked_sub(DIGITS + 1).and_then(|at| word.get(at..));
        let hash = end.and_then(|end| end.strip_prefix(b"_"));
        word.starts_with(HEAD) && hash.is_some_and(|hash| hash.iter().all(u8::is_ascii_hexdigit))
    };
    let mut names: Vec<Vec<u8>> = Vec::new();
    for word in words.filter(is_hashed) {
        if !names.iter().any(|name| name == word) {
            names.push(word.to_vec());
        }
    }
    names
}

/// The same name with a number in place of its hash.
fn counted(name: &[u8], number: usize) -> Vec<u8> {
    let kept = name.len().saturating_sub(DIGITS);
    let mut counted = name.get(..kept).unwrap_or_default().to_vec();
    counted.extend(format!("{number:016}").into_bytes());
    counted
}

fn places(bytes: &[u8], name: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(name.len().max(1)).enumerate();
    windows.filter(|(_, window)| *window == name).map(|(place, _)| place).collect()
}

fn replace(bytes: &mut [u8], name: &[u8], counted: &[u8]) {
    for place in places(bytes, name) {
        if let Some(old) = bytes.get_mut(place..place + counted.len()) {
            old.copy_from_slice(counted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_lengths_and_differ() {
        let script = b"a.__wbg_new_227d7c05414eb861 = 1; b.__wbg_new_0123456789abcdef; __wbg_new_227d7c05414eb861(); __wbindgen_x";
        let names = hashed_names(script);
        assert_eq!(names, [b"__wbg_new_227d7c05414eb861".to_vec(), b"__wbg_new_0123456789abcdef".to_vec()]);
        assert_eq!(counted(&names[1], 7), b"__wbg_new_0000000000000007");
        let mut bytes = script.to_vec();
        for (number, name) in names.iter().enumerate() {
            replace(&mut bytes, name, &counted(name, number));
        }
        assert_eq!(
            bytes,
            b"a.__wbg_new_0000000000000000 = 1; b.__wbg_new_0000000000000001; __wbg_new_0000000000000000(); __wbindgen_x"
        );
    }

    #[test]
    fn what_has_no_hash_is_left_alone() {
        for script in ["__wbg_get_imports", "new_227d7c05414eb861", "__wbg_227d7c05414eb86g", "_227d7c05414eb861"] {
            assert!(hashed_names(script.as_bytes()).is_empty(), "{script}");
        }
    }
}
