//! Hashes of what is built: for file names, for the page's integrity attributes, for skipping what is up to date.

use crate::fault::Fault;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Hex digits in a file name: 64 bits, far beyond a chance collision between versions of one page.
const NAME_DIGITS: usize = 16;

/// A name that changes with the content, so that it may be cached for ever.
pub(crate) fn hashed_name(stem: &str, extension: &str, content: &[u8]) -> String {
    let hex = hex(&Sha256::digest(content));
    let short = hex.get(..NAME_DIGITS).unwrap_or_default();
    format!("{stem}-{short}.{extension}")
}

/// The value of an `integrity` attribute.
pub(crate) fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// One hash over many pieces; each is framed by its length, so that no two lists collide by concatenation.
#[derive(Debug, Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes one piece in.
    pub(crate) fn add(&mut self, piece: &[u8]) {
        self.0.update((piece.len() as u64).to_be_bytes());
        self.0.update(piece);
    }

    /// Takes every file below `path` in, with its name; a missing folder counts as empty.
    pub(crate) fn add_tree(&mut self, path: &Path) -> Result<(), Fault> {
        for file in files_below(path)? {
            let name = file.strip_prefix(path).unwrap_or(&file);
            self.add(name.as_os_str().as_encoded_bytes());
            self.add(&fs::read(&file).map_err(Fault::file(&file))?);
        }
        Ok(())
    }

    /// The hash, in hex.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Every file below `folder`, sorted, so that two machines see one order; none if there is no such folder.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&next).map_err(Fault::file(&next))? {
            let path = entry.map_err(Fault::file(&next))?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_browsers_expect() {
        // The worked example of the W3C recommendation on subresource integrity.
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn a_name_follows_its_content() {
        let one = hashed_name("boot", "js", b"a");
        assert_eq!(one, "boot-ca978112ca1bbdca.js");
        assert_ne!(one, hashed_name("boot", "js", b"b"));
    }

    #[test]
    fn moving_a_byte_between_pieces_changes_the_fingerprint() {
        let of = |pieces: &[&[u8]]| {
            let mut print = Fingerprint::default();
            pieces.iter().for_each(|piece| print.add(piece));
            print.finish()
        };
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
    }
}
