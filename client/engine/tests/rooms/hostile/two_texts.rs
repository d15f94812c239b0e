//! One message, two texts. AES-GCM does not commit to its key: whoever knows two keys can make one ciphertext and tag that
//! open under both. The attack is real here; what stands against it is that one T means one secret (R21, R30).

use super::member::{BaseKey, Given, Hostile, done};
use super::{at_peace, flaws, hear_all, heard, with_hostile};
use crate::simulator::World;
use burnroom_engine::content::Body;
use burnroom_engine::effect::Flaw;
use burnroom_engine::padding;
use burnroom_engine::rust_crypto::{RustCrypto, ready};
use burnroom_engine::suite::Suite;
use burnroom_shared::ids::Confirm;
use burnroom_shared::signed::Rekey;
use zeroize::Zeroizing;

/// Bytes of a block of AES.
const BLOCK: usize = 16;
/// What GHASH multiplies by: x^128 = x^7 + x^2 + x + 1, first bit first.
const POLYNOMIAL: u128 = 0xe1 << 120;
const IV: [u8; 12] = [11; 12];

fn times(one: u128, other: u128) -> u128 {
    let (mut product, mut shifted) = (0, other);
    for bit in (0..128).rev() {
        if one >> bit & 1 == 1 {
            product ^= shifted;
        }
        shifted = if shifted & 1 == 1 { shifted >> 1 ^ POLYNOMIAL } else { shifted >> 1 };
    }
    product
}

fn power(base: u128, exponent: u128) -> u128 {
    let mut result = 1 << 127;
    for bit in (0..128).rev() {
        result = times(result, result);
        if exponent >> bit & 1 == 1 {
            result = times(result, base);
        }
    }
    result
}

fn inverse(of: u128) -> u128 {
    power(of, u128::MAX - 1)
}

fn square_root(of: u128) -> u128 {
    power(of, 1 << 127)
}

fn blocks(bytes: &[u8]) -> Vec<u128> {
    let block = |chunk: &[u8]| {
        let mut block = [0; BLOCK];
        block[..chunk.len()].copy_from_slice(chunk);
        u128::from_be_bytes(block)
    };
    bytes.chunks(BLOCK).map(block).collect()
}

/// All that GCM makes of a key, drawn out of the suite by a few messages: what anybody who has a key can do.
struct Opened {
    key: <RustCrypto as Suite>::AeadKey,
    /// The hash key.
    hash: u128,
    /// What the hash is masked with to be the tag.
    mask: u128,
    stream: Vec<u8>,
}

impl Opened {
    fn of(suite: &RustCrypto, key: Zeroizing<[u8; 32]>, length: usize) -> Self {
        let key = done(suite.import_aead_key(key));
        let seal = |text: &[u8]| done(suite.seal(&key, &IV, &[], text));
        let tag = |sealed: &[u8]| u128::from_be_bytes(*sealed.last_chunk().unwrap());
        let (zeros, ones) = (seal(&[0; BLOCK]), seal(&[1; BLOCK]));
        // Two messages of one length: tags and ciphertexts differ by d·H² and d.
        let difference = blocks(&[1; BLOCK])[0];
        let hash = square_root(times(tag(&zeros) ^ tag(&ones), inverse(difference)));
        let mask = tag(&seal(&[]));
        let mut stream = seal(&vec![0; length]);
        stream.truncate(length);
        Self { key, hash, mask, stream }
    }

    /// The tag of a ciphertext.
    fn tag(&self, additional: &[u8], sealed: &[u8]) -> u128 {
        let bits = |bytes: &[u8]| u128::try_from(bytes.len() * 8).unwrap();
        let lengths = bits(additional) << 64 | bits(sealed);
        let all = blocks(additional).into_iter().chain(blocks(sealed)).chain([lengths]);
        all.fold(0, |hash, block| times(hash ^ block, self.hash)) ^ self.mask
    }

    /// What a change of the block at `place` of so many is multiplied by in the tag.
    fn weight(&self, place: usize, blocks: usize) -> u128 {
        power(self.hash, u128::try_from(blocks - place + 1).unwrap())
    }

    fn crypt(&self, text: &[u8]) -> Vec<u8> {
        text.iter().zip(&self.stream).map(|(byte, stream)| byte ^ stream).collect()
    }
}

/// Makes the tags under two keys equal by the block at `fix`: ciphertext and tag.
fn for_both(keys: [&Opened; 2], additional: &[u8], mut sealed: Vec<u8>, fix: usize) -> Vec<u8> {
    let count = sealed.len().div_ceil(BLOCK);
    let at = fix * BLOCK..(fix + 1) * BLOCK;
    sealed[at.clone()].fill(0);
    let [one, other] = keys;
    let apart = one.tag(additional, &sealed) ^ other.tag(additional, &sealed);
    let weight = one.weight(fix, count) ^ other.weight(fix, count);
    sealed[at].copy_from_slice(&times(apart, inverse(weight)).to_be_bytes());
    let tag = one.tag(additional, &sealed);
    assert_eq!(tag, other.tag(additional, &sealed), "solved");
    [sealed, tag.to_be_bytes().to_vec()].concat()
}

#[test]
fn two_keys_open_one_message_of_aes_gcm_to_two_texts() {
    let suite = RustCrypto::seeded(40);
    let keys = [[1; 32], [2; 32]].map(|key| Opened::of(&suite, Zeroizing::new(key), 4 * BLOCK));
    // One text in the first block under the first key, the other in the second under the second; then the block that
    // makes one tag hold for both.
    let [one, other] = [*b"bring it at noon", *b"stay where you.."];
    let mut sealed = keys[0].crypt(&[one, [0; BLOCK], [0; BLOCK], [0; BLOCK]].concat());
    let second = keys[1].crypt(&[[0; BLOCK], other].concat());
    sealed[BLOCK..2 * BLOCK].copy_from_slice(&second[BLOCK..]);
    let sealed = for_both([&keys[0], &keys[1]], b"header", sealed, 2);
    let [first, second] = [&keys[0], &keys[1]].map(|key| ready(suite.open(&key.key, &IV, b"header", &sealed)).unwrap());
    assert_eq!(first.expect("it opens under the first")[..BLOCK], one);
    assert_eq!(second.expect("it opens under the second")[BLOCK..2 * BLOCK], other);
    let mut bent = sealed;
    bent[0] ^= 1;
    for key in &keys {
        assert!(ready(suite.open(&key.key, &IV, b"header", &bent)).unwrap().is_none(), "and is no accident");
    }
}

/// A post that one of two secrets opens to a text that can be shown, and the other to noise, by one tag.
fn salamander(world: &World, cay: &mut Hostile, bases: &[BaseKey; 2]) -> (Vec<u8>, String) {
    const FREE: usize = 3;
    const FIX: usize = 4;
    let header = cay.header(world);
    let additional = header.encode();
    let text = "x".repeat(8 * BLOCK);
    let padded = padding::pad(cay.content(Body::Text(text)).encode());
    let [one, other] = [0, 1].map(|which: usize| {
        let key = cay.first_key(world, &bases[which], &cay.id());
        Opened::of(&cay.suite, key, padded.len())
    });
    let count = padded.len() / BLOCK;
    // The block that makes the tags equal has to be letters, too, where the text can be shown: other letters in a block
    // before it move it, until it is.
    let weight = inverse(one.weight(FIX, count) ^ other.weight(FIX, count));
    let slope = times(one.weight(FREE, count) ^ other.weight(FREE, count), weight);
    let mut plain = padded.to_vec();
    plain[FIX * BLOCK..(FIX + 1) * BLOCK].fill(0);
    let mut sealed = one.crypt(&plain);
    sealed[FIX * BLOCK..(FIX + 1) * BLOCK].fill(0);
    let start = times(one.tag(&additional, &sealed) ^ other.tag(&additional, &sealed), weight);
    let stream = blocks(&one.stream);
    let before = u128::from_be_bytes(plain[FREE * BLOCK..(FREE + 1) * BLOCK].try_into().unwrap());
    for number in 0..u32::MAX {
        let letters = u128::from_be_bytes(format!("{number:016x}").as_bytes().try_into().unwrap());
        let fixed = (start ^ times(letters ^ before, slope) ^ stream[FIX]).to_be_bytes();
        if fixed.is_ascii() {
            plain[FREE * BLOCK..(FREE + 1) * BLOCK].copy_from_slice(&letters.to_be_bytes());
            break;
        }
    }
    let sealed = for_both([&one, &other], &additional, one.crypt(&plain), FIX);
    let opened = ready(cay.suite.open(&other.key, &IV, &additional, &sealed)).unwrap();
    let opened = opened.expect("whoever believed the second secret would take it for good");
    let shown = ready(cay.suite.open(&one.key, &IV, &additional, &sealed)).unwrap().expect("and so would the first");
    assert_ne!(*opened, *shown, "two texts");
    let content = burnroom_engine::content::Content::decode(padding::unpad(&shown).unwrap()).unwrap();
    let Body::Text(text) = content.body else { panic!("a text") };
    (cay.envelope(&header, &IV, &sealed), text)
}

#[test]
fn r30_the_message_that_two_secrets_open_is_read_by_one_and_never_as_two_texts() {
    let (mut world, mut cay, [ada, bob]) = with_hostile(41);
    let victim = world.peers[ada].id;
    cay.asks_for_another(&mut world).unwrap();
    let bases = cay.rekeys(&mut world, |id| if *id == victim { Given::Other } else { Given::Secret }).unwrap();
    let (envelope, text) = salamander(&world, &mut cay, &bases);
    cay.posts(&mut world, &envelope).unwrap();
    world.settle();
    // Bob has the secret that is committed to. Ada takes none, so nothing opens there.
    assert_eq!((heard(&world, bob, &cay, &text), flaws(&world, bob, &cay)), (1, vec![]));
    assert!(world.peers[ada].texts().iter().all(|heard| *heard != text));
    assert_eq!(flaws(&world, ada, &cay), [Flaw::NoKey]);
    at_peace(&world, &[ada, bob]);
    world.pass(15_000);
    hear_all(&mut world, &[ada, bob]);
}

#[test]
fn r21_two_secrets_are_two_transcripts() {
    let (world, cay, _) = with_hostile(42);
    let state = world.state.as_ref().unwrap();
    let list: Vec<_> = state.seats().iter().map(burnroom_shared::log::Seat::id).collect();
    let (signed, bases) = cay.rekey(&world, &list, |_| Given::Secret);
    let rekey = signed.act();
    let preimage = rekey.preimage(&state.listed_keys(rekey.at, rekey.list()).unwrap());
    let confirms: [Confirm; 2] = [0, 1].map(|which: usize| cay.confirm(&bases[which], &preimage));
    assert_eq!(rekey.confirm, confirms[0]);
    let transcripts = confirms.map(|confirm| Rekey { confirm, ..rekey.clone() }.transcript(&preimage));
    assert!(confirms[0] != confirms[1] && transcripts[0] != transcripts[1]);
}
