//! The PGP word list (Juola and Zimmermann, 1995): a word for every byte, made to be told apart over a bad line.
//!
//! Two halves, of two and of three syllables, used in turn: a word left out or two words swapped are heard. The order is
//! part of the protocol.

/// Bytes of a spoken fingerprint: five words, 40 bits.
pub const SPOKEN_BYTES: usize = 5;

/// The words of five bytes, two syllables and three in turn.
#[must_use]
pub fn spoken(bytes: [u8; SPOKEN_BYTES]) -> [&'static str; SPOKEN_BYTES] {
    let [a, b, c, d, e] = bytes;
    [
        word(TWO_SYLLABLES, a),
        word(THREE_SYLLABLES, b),
        word(TWO_SYLLABLES, c),
        word(THREE_SYLLABLES, d),
        word(TWO_SYLLABLES, e),
    ]
}

fn word(list: &'static str, byte: u8) -> &'static str {
    // Both lists have a word for every byte, as the test says.
    list.split(' ').nth(usize::from(byte)).unwrap_or_default()
}

const TWO_SYLLABLES: &str = "\
    aardvark absurd accrue acme adrift adult afflict ahead aimless Algol allow alone ammo ancient apple \
    artist assume Athens atlas Aztec baboon backfield backward banjo beaming bedlamp beehive beeswax \
    befriend Belfast berserk billiard bison blackjack blockade blowtorch bluebird bombast bookshelf \
    brackish breadline breakup brickyard briefcase Burbank button buzzard cement chairlift chatter \
    checkup chisel choking chopper Christmas clamshell classic classroom cleanup clockwork cobra \
    commence concert cowbell crackdown cranky crowfoot crucial crumpled crusade cubic dashboard deadbolt \
    deckhand dogsled dragnet drainage dreadful drifter dropper drumbeat drunken Dupont dwelling eating \
    edict egghead eightball endorse endow enlist erase escape exceed eyeglass eyetooth facial fallout \
    flagpole flatfoot flytrap fracture framework freedom frighten gazelle Geiger glitter glucose goggles \
    goldfish gremlin guidance hamlet highchair hockey indoors indulge inverse involve island jawbone \
    keyboard kickoff kiwi klaxon locale lockup merit minnow miser Mohawk mural music necklace Neptune \
    newborn nightbird Oakland obtuse offload optic orca payday peachy pheasant physique playhouse Pluto \
    preclude prefer preshrunk printer prowler pupil puppy python quadrant quiver quota ragtime ratchet \
    rebirth reform regain reindeer rematch repay retouch revenge reward rhythm ribcage ringbolt robust \
    rocker ruffled sailboat sawdust scallion scenic scorecard Scotland seabird select sentence shadow \
    shamrock showgirl skullcap skydive slingshot slowdown snapline snapshot snowcap snowslide solo \
    southward soybean spaniel spearhead spellbind spheroid spigot spindle spyglass stagehand stagnate \
    stairway standard stapler steamship sterling stockman stopwatch stormy sugar surmount suspense \
    sweatband swelter tactics talon tapeworm tempest tiger tissue tonic topmost tracker transit trauma \
    treadmill Trojan trouble tumor tunnel tycoon uncut unearth unwind uproot upset upshot vapor village \
    virus Vulcan waffle wallet watchword wayside willow woodlark Zulu";

const THREE_SYLLABLES: &str = "\
    adroitness adviser aftermath aggregate alkali almighty amulet amusement antenna applicant Apollo \
    armistice article asteroid Atlantic atmosphere autopsy Babylon backwater barbecue belowground \
    bifocals bodyguard bookseller borderline bottomless Bradbury bravado Brazilian breakaway Burlington \
    businessman butterfat Camelot candidate cannonball Capricorn caravan caretaker celebrate cellulose \
    certify chambermaid Cherokee Chicago clergyman coherence combustion commando company component \
    concurrent confidence conformist congregate consensus consulting corporate corrosion councilman \
    crossover crucifix cumbersome customer Dakota decadence December decimal designing detector \
    detergent determine dictator dinosaur direction disable disbelief disruptive distortion document \
    embezzle enchanting enrollment enterprise equation equipment escapade Eskimo everyday examine \
    existence exodus fascinate filament finicky forever fortitude frequency gadgetry Galveston getaway \
    glossary gossamer graduate gravity guitarist hamburger Hamilton handiwork hazardous headwaters \
    hemisphere hesitate hideaway holiness hurricane hydraulic impartial impetus inception indigo inertia \
    infancy inferno informant insincere insurgent integrate intention inventive Istanbul Jamaica Jupiter \
    leprosy letterhead liberty maritime matchmaker maverick Medusa megaton microscope microwave \
    midsummer millionaire miracle misnomer molasses molecule Montana monument mosquito narrative nebula \
    newsletter Norwegian October Ohio onlooker opulent Orlando outfielder Pacific pandemic Pandora \
    paperweight paragon paragraph paramount passenger pedigree Pegasus penetrate perceptive performance \
    pharmacy phonetic photograph pioneer pocketful politeness positive potato processor provincial \
    proximate puberty publisher pyramid quantity racketeer rebellion recipe recover repellent replica \
    reproduce resistor responsive retraction retrieval retrospect revenue revival revolver sandalwood \
    sardonic Saturday savagery scavenger sensation sociable souvenir specialist speculate stethoscope \
    stupendous supportive surrender suspicious sympathy tambourine telephone therapist tobacco tolerance \
    tomorrow torpedo tradition travesty trombonist truncated typewriter ultimate undaunted underfoot \
    unicorn unify universe unravel upcoming vacancy vagabond vertigo Virginia visitor vocalist voyager \
    warranty Waterloo whimsical Wichita Wilmington Wyoming yesteryear Yucatan";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_lists_are_the_published_ones() {
        for byte in 0..=u8::MAX {
            let bytes = [byte, byte];
            let published = pgp_words::to_words(&bytes);
            let ours = [word(TWO_SYLLABLES, byte), word(THREE_SYLLABLES, byte)];
            assert_eq!(ours.map(str::to_lowercase)[..], published[..]);
        }
    }

    #[test]
    fn every_byte_has_a_word_of_its_own_in_each_list() {
        let words: BTreeSet<_> = (0..=u8::MAX)
            .flat_map(|byte| [word(TWO_SYLLABLES, byte), word(THREE_SYLLABLES, byte)])
            .map(str::to_lowercase)
            .collect();
        assert_eq!(words.len(), 512);
        assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase())));
    }

    #[test]
    fn the_lists_take_turns() {
        // How the list is usually shown: the first words of a PGP fingerprint.
        let words = ["topmost", "Istanbul", "Pluto", "vagabond", "treadmill"];
        assert_eq!(spoken([0xe5, 0x82, 0x94, 0xf2, 0xe9]), words);
    }
}
