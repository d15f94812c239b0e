//! Embeds the built web client, precompressed, as a table that `assets.rs` includes. Serves nothing and builds nothing
//! else; without a client the table is empty and the relay says so in its place.

use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Names the folder with the built client.
const DIST: &str = "BURNROOM_DIST";
/// Where it is if nobody says otherwise, from this crate.
const DIST_DEFAULT: &str = "../dist";
/// Brotli's best: the client is compressed once and sent many times.
const QUALITY_RELEASE: u8 = 11;
/// Brotli's quick middle: half the saving in a twentieth of the time.
const QUALITY_DEBUG: u8 = 5;
/// Brotli's window, 2^22 bytes: the largest that every browser takes.
const WINDOW_BITS: u8 = 22;
/// Digits of a content hash in a tag or in a name: 64 bits, against chance, not against an attacker.
const HASH_DIGITS: usize = 16;
/// Hexadecimal digits at the end of a name that say it changes with its content.
const NAME_HASH_DIGITS: usize = 8;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={DIST}");
    let dist = env::var_os(DIST).map_or_else(|| PathBuf::from(DIST_DEFAULT), PathBuf::from);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut files = BTreeMap::new();
    if dist.is_dir() {
        println!("cargo::rerun-if-changed={}", dist.display());
        collect(&dist.canonicalize()?, "", &mut files)?;
    }
    let cache = out.join("compressed");
    fs::create_dir_all(&cache)?;
    let mut table = String::from("&[\n");
    for (path, file) in &files {
        table.push_str(&entry(path, file, &cache)?);
    }
    table.push(']');
    fs::write(out.join("embedded.rs"), table)
}

/// Every file under `folder`, by its path from the top with forward slashes.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for found in fs::read_dir(folder)? {
        let found = found?;
        let name = format!("{prefix}{}", found.file_name().to_string_lossy());
        if found.file_type()?.is_dir() {
            collect(&found.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, found.path());
        }
    }
    Ok(())
}

fn entry(path: &str, file: &Path, cache: &Path) -> io::Result<String> {
    let content = fs::read(file)?;
    let digest = Sha256::digest(&content);
    let hash = digest.iter().fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    });
    let hash: String = hash.chars().take(HASH_DIGITS).collect();
    let (brotli, gzip) = if is_compressible(path) {
        let quality = quality();
        let name = format!("{hash}-{quality}.br");
        let brotli = compressed(cache.join(name), &content, |content| brotli(content, quality))?;
        (brotli, compressed(cache.join(format!("{hash}.gz")), &content, gzip)?)
    } else {
        (None, None)
    };
    let included = |coded: Option<PathBuf>| coded.map(|coded| format!("include_bytes!({:?}).as_slice()", coded));
    Ok(format!(
        "Asset {{ path: {path:?}, media_type: {:?}, hash: {hash:?}, is_immutable: {}, \
         plain: include_bytes!({file:?}), brotli: {}, gzip: {} }},\n",
        media_type(path),
        is_immutable(path),
        option(included(brotli)),
        option(included(gzip)),
    ))
}

fn option(expression: Option<String>) -> String {
    expression.map_or_else(|| "None".to_owned(), |expression| format!("Some({expression})"))
}

/// Compresses into `place` unless it holds the result already; `None` if it saves nothing.
fn compressed(
    place: PathBuf,
    content: &[u8],
    compress: impl Fn(&[u8]) -> io::Result<Vec<u8>>,
) -> io::Result<Option<PathBuf>> {
    if !place.exists() {
        // Under another name first: a build that is interrupted must not leave half a file to trust.
        let unfinished = place.with_extension("unfinished");
        fs::write(&unfinished, compress(content)?)?;
        fs::rename(unfinished, &place)?;
    }
    let is_smaller = fs::metadata(&place)?.len() < content.len() as u64;
    Ok(is_smaller.then_some(place))
}

fn brotli(content: &[u8], quality: u8) -> io::Result<Vec<u8>> {
    let mut coded = Vec::new();
    let (quality, window) = (u32::from(quality), u32::from(WINDOW_BITS));
    let mut coder = brotli::CompressorWriter::new(&mut coded, 64 * 1024, quality, window);
    coder.write_all(content)?;
    drop(coder);
    Ok(coded)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    coder.write_all(content)?;
    coder.finish()
}

fn quality() -> u8 {
    match env::var("PROFILE").as_deref() {
        Ok("release") => QUALITY_RELEASE,
        _ => QUALITY_DEBUG,
    }
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn is_compressible(path: &str) -> bool {
    !matches!(extension(path), "png" | "jpg" | "webp" | "avif" | "woff2")
}

fn is_immutable(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let digits = stem.rsplit(['-', '_']).next().filter(|digits| digits.len() < stem.len());
    digits
        .is_some_and(|digits| digits.len() >= NAME_HASH_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn media_type(path: &str) -> &'static str {
    match extension(path) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
