//! What a first visit downloads, and the most it may be. Counts the page and all that the page itself names;
//! pictures that are fetched later, when a person asks for them, are not part of it.

use crate::fault::Fault;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Brotli bytes of a first visit: on a slow phone network of 1.5 Mbit/s that is 1.6 s.
const BUDGET_BYTES: usize = 300_000;

/// One file, or a sum of files, in the three codings that a relay can send.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// The weight of a built client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    wasm: Size,
    total: Size,
}

impl Weight {
    /// Whether a first visit stays within the budget.
    pub(crate) fn fits(&self) -> bool {
        self.total.brotli <= BUDGET_BYTES
    }
}

/// Weighs the client in `dist`.
pub(crate) fn weigh(dist: &Path) -> Result<Weight, Fault> {
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index).map_err(Fault::file(&index))?;
    let mut wasm = Size::default();
    let mut total = measure(page.as_bytes());
    for name in named_by(&page) {
        let path = dist.join(name);
        let size = measure(&fs::read(&path).map_err(Fault::file(&path))?);
        if name.ends_with(".wasm") {
            wasm = wasm.plus(size);
        }
        total = total.plus(size);
    }
    Ok(Weight { wasm, total })
}

/// Every file of the client's own that the page's tags name, once each.
fn named_by(page: &str) -> Vec<&str> {
    let mut names: Vec<&str> = ["href=\"/", "src=\"/"]
        .iter()
        .flat_map(|mark| page.split(mark).skip(1))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name)
        .filter(|name| name.contains('.'))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn measure(content: &[u8]) -> Size {
    Size { raw: content.len(), gzip: gzip_bytes(content), brotli: brotli_bytes(content) }
}

fn gzip_bytes(content: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to a Vec cannot fail; if it ever did, the raw size is the honest answer.
    let written = encoder.write_all(content).and_then(|()| encoder.finish());
    written.map_or(content.len(), |bytes| bytes.len())
}

fn brotli_bytes(content: &[u8]) -> usize {
    let mut out = Vec::new();
    let parameters = BrotliEncoderParams::default();
    let written: io::Result<usize> = brotli::BrotliCompress(&mut io::Cursor::new(content), &mut out, &parameters);
    written.map_or(content.len(), |_| out.len())
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilo = |bytes: usize| bytes.div_ceil(1000);
        write!(out, "{} kB raw, {} kB gzip, {} kB brotli", kilo(self.raw), kilo(self.gzip), kilo(self.brotli))
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let budget = BUDGET_BYTES / 1000;
        write!(out, "WASM {}; first visit {} (budget {budget} kB brotli)", self.wasm, self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_files_once_each() {
        let page = r#"<link rel="modulepreload" href="/client-1.js"><link href="/a.css">
            <meta content="/client-1.js /client-1.wasm"><link href="/client-1.wasm"><script src="/boot.js">
            <a href="/">x</a><a href="https://example.org/x.js">y</a><link href="/a.css">"#;
        assert_eq!(named_by(page), ["a.css", "boot.js", "client-1.js", "client-1.wasm"]);
    }

    #[test]
    fn a_heavy_page_does_not_fit() {
        let of = |brotli| Weight { wasm: Size::default(), total: Size { brotli, ..Size::default() } };
        assert!(of(BUDGET_BYTES).fits());
        assert!(!of(BUDGET_BYTES + 1).fits());
    }

    #[test]
    fn codings_are_measured() {
        let size = measure(&[b'a'; 10_000]);
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 100 && size.brotli < 100, "{size}");
    }
}
