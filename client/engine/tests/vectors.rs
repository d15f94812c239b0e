//! The standards, Project Wycheproof and our own vectors, asked of the native suite; and that the files are what they
//! say. `BURNROOM_WRITE_VECTORS=1` writes the two generated files anew, for a change that is meant.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it expects by failing")]

use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::vectors::{self, DERIVATIONS, ROOMS, STANDARDS, VectorFault, WYCHEPROOF};
use serde_json::{Value, json};
use std::path::Path;
use wycheproof::{TestResult, aead, ecdh, ecdsa, hkdf, keywrap, mac};

fn ask(file: &str) -> Result<usize, VectorFault> {
    ready(vectors::primitives(&RustCrypto::new(), file)).unwrap()
}

fn cases(file: &str) -> usize {
    let file: Value = serde_json::from_str(file).unwrap();
    let sections = file.as_object().unwrap().values();
    sections.filter_map(Value::as_array).map(Vec::len).sum()
}

#[test]
fn every_case_of_the_standards_holds() {
    assert_eq!(ask(STANDARDS), Ok(cases(STANDARDS)));
    assert_eq!(cases(STANDARDS), 19);
}

#[test]
fn every_case_of_wycheproof_holds() {
    assert_eq!(ask(WYCHEPROOF), Ok(cases(WYCHEPROOF)));
    assert!(cases(WYCHEPROOF) > 800, "{}", cases(WYCHEPROOF));
}

#[test]
fn every_derivation_is_as_it_is_written() {
    let derived = ready(vectors::derive(&RustCrypto::new())).unwrap().unwrap();
    same_or_write("derivations.json", DERIVATIONS, &derived);
    assert_eq!(ready(vectors::derivations(&RustCrypto::new())).unwrap(), Ok(15));
}

#[test]
fn rooms_of_another_program_open_here() {
    assert_eq!(ready(vectors::rooms(&RustCrypto::new(), ROOMS)).unwrap(), Ok(58));
}

#[test]
fn whatever_is_changed_in_a_room_is_noticed() {
    let right: Value = serde_json::from_str(ROOMS).unwrap();
    let mut noticed = 0;
    for place in 0..right["rooms"][1]["events"].as_array().unwrap().len() {
        let made = right["rooms"][1]["events"][place]["made_from"].as_object();
        for field in made.into_iter().flatten().filter(|(_, value)| value.is_string() || value.is_array()) {
            let mut file = right.clone();
            // Without the first room, which is the same joining.
            file["rooms"][0]["events"] = json!([]);
            let changed = &mut file["rooms"][1]["events"][place]["made_from"][field.0];
            let holder = if changed.is_array() { &mut changed[0]["ephemeral"] } else { changed };
            let text = holder.as_str().unwrap();
            let flipped = if text.starts_with('1') { '2' } else { '1' };
            let rest: String = text.chars().skip(1).collect();
            *holder = json!(format!("{flipped}{rest}"));
            assert!(ready(vectors::rooms(&RustCrypto::new(), &file.to_string())).unwrap().is_err(), "{field:?}");
            noticed += 1;
        }
    }
    assert!(noticed > 80, "{noticed}");
}

#[test]
fn the_wycheproof_file_is_what_was_published() {
    let published = json!({
        "source": "Project Wycheproof (https://github.com/C2SP/wycheproof), Apache License 2.0: the cases of P-256, \
            SHA-256 and 256-bit AES whose lengths occur in this protocol. A point or signature of another form is \
            not valid here.",
        "hmac": published_hmac(),
        "hkdf": published_hkdf(),
        "wrap": published_wrap(),
        "aead": published_aead(),
        "ecdsa": published_ecdsa(),
        "ecdh": published_ecdh(),
    });
    same_or_write("wycheproof.json", WYCHEPROOF, &published);
}

#[test]
fn a_changed_case_is_noticed() {
    for (section, field) in [
        ("sha256", "digest"),
        ("hmac", "mac"),
        ("hkdf", "output"),
        ("wrap", "slot"),
        ("aead", "sealed"),
        ("ecdsa", "signature"),
        ("ecdh", "shared"),
    ] {
        let mut file: Value = serde_json::from_str(STANDARDS).unwrap();
        let case = &mut file[section][0];
        let id = case["id"].as_str().unwrap().to_owned();
        let right = case[field].as_str().unwrap();
        let flipped = if right.starts_with('0') { '1' } else { '0' };
        case[field] = json!(format!("{flipped}{}", &right[1..]));
        assert_eq!(ask(&file.to_string()), Err(VectorFault::Wrong { section, case: id.clone() }));
        file[section][0][field] = json!("not hexadecimal");
        assert_eq!(ask(&file.to_string()), Err(VectorFault::BadCase { section, case: id }));
    }
}

/// Compares a generated file with what it should be, or writes it if that was asked for.
fn same_or_write(name: &str, written: &str, generated: &Value) {
    if std::env::var_os("BURNROOM_WRITE_VECTORS").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
        std::fs::write(file, format!("{generated:#}\n")).unwrap();
    } else {
        let written: Value = serde_json::from_str(written).unwrap();
        assert!(written == *generated, "vectors/{name} is not what the code makes: other clients would notice");
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_valid(result: TestResult) -> bool {
    result == TestResult::Valid
}

fn published_hmac() -> Value {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let groups = set.test_groups.iter().filter(|group| group.tag_size == 256);
    let tests = groups.flat_map(|group| &group.tests).filter(|test| !test.key.is_empty());
    let case = |test: &mac::Test| {
        json!({
            "id": test.tc_id.to_string(), "key": hex(&test.key), "message": hex(&test.msg), "mac": hex(&test.tag),
            "valid": is_valid(test.result),
        })
    };
    tests.map(case).collect()
}

/// What a suite derives is 32 bytes long: the first 32 of longer outputs.
fn published_hkdf() -> Value {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests);
    let possible = tests.filter(|test| is_valid(test.result));
    let case = |test: &hkdf::Test| {
        json!({
            "id": test.tc_id.to_string(), "key": hex(&test.ikm), "salt": hex(&test.salt), "info": hex(&test.info),
            "output": hex(&test.okm[..test.okm.len().min(32)]),
        })
    };
    possible.map(case).collect()
}

fn published_wrap() -> Value {
    let set = keywrap::TestSet::load(keywrap::TestName::AesKeyWrap).unwrap();
    let groups = set.test_groups.iter().filter(|group| group.key_size == 256);
    let tests = groups.flat_map(|group| &group.tests);
    let fitting = tests.filter(|test| test.pt.len() == 32 && test.ct.len() == 40);
    let case = |test: &keywrap::Test| {
        json!({
            "id": test.tc_id.to_string(), "key": hex(&test.key), "secret": hex(&test.pt), "slot": hex(&test.ct),
            "valid": is_valid(test.result),
        })
    };
    fitting.map(case).collect()
}

fn published_aead() -> Value {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let groups = set.test_groups.iter();
    let groups = groups.filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128));
    let case = |test: &aead::Test| {
        json!({
            "id": test.tc_id.to_string(), "key": hex(&test.key), "iv": hex(&test.nonce),
            "additional": hex(&test.aad), "plaintext": hex(&test.pt),
            "sealed": hex(&[&test.ct[..], &test.tag[..]].concat()), "valid": is_valid(test.result),
        })
    };
    groups.flat_map(|group| &group.tests).map(case).collect()
}

fn published_ecdsa() -> Value {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| group.tests.iter().map(move |test| (&group.key, test)));
    let case = |(key, test): (&wycheproof::EcdsaPublic, &ecdsa::Test)| {
        json!({
            "id": test.tc_id.to_string(), "key": hex(&key.key), "message": hex(&test.msg),
            "signature": hex(&test.sig), "valid": is_valid(test.result),
        })
    };
    tests.map(case).collect()
}

fn published_ecdh() -> Value {
    let set = ecdh::TestSet::load(ecdh::TestName::EcdhSecp256r1Ecpoint).unwrap();
    let case = |test: &ecdh::Test| {
        // Written with as many zeros in front as the standard's encoding of an integer wants, or without any.
        let digits = hex(&test.private_key);
        let private = format!("{:0>64}", digits.trim_start_matches('0'));
        json!({
            "id": test.tc_id.to_string(), "private": private, "public": hex(&test.public_key),
            "shared": hex(&test.shared_secret), "valid": is_valid(test.result) && test.public_key.len() == 65,
        })
    };
    set.test_groups.iter().flat_map(|group| &group.tests).map(case).collect()
}
