//! What takes up a seat again after its connection broke: made here, compared in constant time, wiped when it is over.
//!
//! The frame that gives a token may be lost with the connection it was written to. So the token before stays good until
//! the new one has been shown, or until its connection has lived too long not to have delivered it. Reads no clock.

use burnroom_shared::ids::SeatToken;
use rand::TryRng;
use subtle::ConstantTimeEq as _;
use zeroize::ZeroizeOnDrop;

/// A connection that lives gets a new token this often, ms: with a broken one's grace, none is used for an hour.
const RENEW_AFTER_MS: u64 = 1_800_000;
/// A connection that still lives after this time has delivered its token, ms: the dead are found out sooner.
const DELIVERED_AFTER_MS: u64 = 60_000;

/// One token.
#[derive(ZeroizeOnDrop)]
pub struct Token([u8; SeatToken::LENGTH]);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// The generator's own.
    pub fn random<R: TryRng>(random: &mut R) -> Result<Self, R::Error> {
        let mut bytes = [0; SeatToken::LENGTH];
        random.try_fill_bytes(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// To be said to whose seat it is.
    #[must_use]
    pub fn reveal(&self) -> SeatToken {
        SeatToken(self.0)
    }
}

impl From<SeatToken> for Token {
    fn from(shown: SeatToken) -> Self {
        Self(shown.0)
    }
}

burnroom_shared::debug_by_name!(Token);

/// The tokens of one seat.
#[derive(Debug)]
pub struct Tokens {
    newest: Token,
    given_ms: u64,
    /// The last that its member is known to have, while the newest may still be on its way.
    before: Option<Token>,
}

impl Tokens {
    /// Of a new seat.
    #[must_use]
    pub fn new(first: Token, now_ms: u64) -> Self {
        Self { newest: first, given_ms: now_ms, before: None }
    }

    /// Whether `shown` takes up the seat. Nobody guesses 16 random bytes, so wrong ones are not counted: how often an
    /// address may open a socket is bound enough.
    #[must_use]
    pub fn hold(&self, shown: &Token) -> bool {
        let is_before = self.before.as_ref().map_or(0.into(), |before| before.0.ct_eq(&shown.0));
        (self.newest.0.ct_eq(&shown.0) | is_before).into()
    }

    /// The seat was taken up with `shown`, which is one of these; `next` is on its way.
    pub fn take_up(&mut self, shown: Token, next: Token, now_ms: u64) {
        *self = Self { newest: next, given_ms: now_ms, before: Some(shown) };
    }

    /// Gives another one on a connection that lives.
    pub fn renew(&mut self, next: Token, now_ms: u64) {
        self.before = Some(std::mem::replace(&mut self.newest, next));
        self.given_ms = now_ms;
    }

    /// The connection lives: lets go of what its member has replaced by now.
    pub fn settle(&mut self, now_ms: u64) {
        if now_ms.saturating_sub(self.given_ms) >= DELIVERED_AFTER_MS {
            self.before = None;
        }
    }

    /// True if it is time for another one.
    #[must_use]
    pub fn is_stale(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.given_ms) >= RENEW_AFTER_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(number: u8) -> Token {
        Token([number; 16])
    }

    fn held(tokens: &Tokens) -> Vec<u8> {
        (0..6).filter(|number| tokens.hold(&token(*number))).collect()
    }

    #[test]
    fn the_token_before_is_good_until_the_newest_is_shown_or_surely_delivered() {
        let mut tokens = Tokens::new(token(0), 0);
        assert_eq!(held(&tokens), [0]);
        tokens.take_up(token(0), token(1), 10);
        assert_eq!(held(&tokens), [0, 1], "the frame with the new one may be lost");
        tokens.take_up(token(0), token(2), 20);
        assert_eq!(held(&tokens), [0, 2], "it was lost: nobody has 1");
        tokens.take_up(token(2), token(3), 30);
        assert_eq!(held(&tokens), [2, 3], "0 is over");
        tokens.settle(30 + DELIVERED_AFTER_MS - 1);
        assert_eq!(held(&tokens), [2, 3]);
        tokens.settle(30 + DELIVERED_AFTER_MS);
        assert_eq!(held(&tokens), [3]);
    }

    #[test]
    fn a_connection_that_lives_gets_another_every_half_hour() {
        let mut tokens = Tokens::new(token(0), 7);
        assert!(!tokens.is_stale(7 + 1_799_999) && tokens.is_stale(7 + 1_800_000));
        tokens.renew(token(1), 7 + 1_800_000);
        assert_eq!(held(&tokens), [0, 1]);
        assert!(!tokens.is_stale(7 + 3_599_999) && tokens.is_stale(7 + 3_600_000));
        tokens.renew(token(2), 7 + 3_600_000);
        assert_eq!(held(&tokens), [1, 2], "none is older than an hour");
    }

    #[test]
    fn random_ones_differ_and_are_not_shown() {
        let [one, two] = [(); 2].map(|()| Token::random(&mut rand::rngs::SysRng).unwrap());
        assert_ne!(one.reveal(), two.reveal());
        assert_eq!(format!("{:?}", Tokens::new(one, 0)), "Tokens { newest: Token(..), given_ms: 0, before: None }");
    }
}
