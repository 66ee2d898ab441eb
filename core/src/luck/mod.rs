//! Luck: every random outcome is a pure function of seed, entity, purpose and key.
//!
//! There is no sequence that everyone shares: what happens to attempt 1 of request 7 does not depend on
//! what was drawn before it. So the same request has the same fortune under two designs, curves are
//! smooth under a slider, and an intervention cannot disturb what came before it.
//!
//! ```text
//! Seed ---------- Luck --- draw(entity, purpose, key) --> Draw --- uniform, chance, below
//!                                                           |
//!                                    Distribution -> Sampler --> Span        Zipf --> key
//! ```
//!
//! The words come from Threefry (see `threefry`), samples from inversion of one uniform, and all
//! functions beyond `+ - * / sqrt` from `libm`, so that native and wasm agree bit for bit.

mod distribution;
mod logarithm;
mod normal;
#[cfg(test)]
mod tests;
mod threefry;
mod zipf;

pub use distribution::{Distribution, Sampler};
pub(crate) use logarithm::ln;
pub use zipf::Zipf;

/// What selects one world among all that a scenario allows: equal seeds give equal runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Seed(pub u64);

/// Who draws: the hash of a named path such as `orders/2`.
///
/// Named, never numbered, so that its luck survives the insertion of another node before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Entity(u64);

impl Entity {
    /// The entity with this path: 64-bit FNV-1a, then the finaliser of `MurmurHash3`.
    ///
    /// FNV alone leaves names that differ only in their last letter close to each other.
    pub const fn named(path: &str) -> Self {
        let bytes = path.as_bytes();
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let mut index = 0;
        while index < bytes.len() {
            hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            index += 1;
        }
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        Self(hash ^ (hash >> 33))
    }
}

/// What a draw decides. Draws for different purposes are independent of each other.
///
/// The numbers are part of every recorded link: a new purpose takes a new one, none is ever reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Purpose {
    /// When the next request arrives.
    Arrival = 1,
    /// Whether an operation reads or writes.
    Operation = 2,
    /// Which key an operation touches.
    Key = 3,
    /// How long a user thinks between two requests.
    Think = 4,
    /// How long a piece of work takes.
    Work = 5,
    /// How long a message travels.
    Latency = 6,
    /// Whether a message is lost.
    Loss = 7,
    /// Whether a message arrives twice.
    Duplicate = 8,
    /// Whether a message overtakes another.
    Reorder = 9,
    /// Which backend a balancer picks.
    Balance = 10,
    /// Whether a call fails by itself.
    Error = 11,
    /// How long a timer runs, within its range.
    Timer = 12,
    /// How much a retry's pause is shortened or stretched.
    Jitter = 13,
    /// How long a write takes to become durable.
    Fsync = 14,
    /// Whether a request is traced.
    Sample = 15,
    /// Which user a request belongs to.
    User = 16,
    /// Whether a participant refuses the action of a saga.
    Refusal = 17,
    /// How much longer a message travels because of what it is.
    Kind = 18,
    /// How long a process stays up, or down, where outages are random.
    Outage = 19,
}

/// Which of an entity's draws for one purpose this is.
///
/// The two kinds share one number space, so a purpose uses only one of them for an entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DrawKey(u64);

impl DrawKey {
    /// The n-th arrival, timer or write of an entity.
    pub const fn ordinal(ordinal: u64) -> Self {
        Self(ordinal)
    }

    /// What happens to one leg of one attempt of a call.
    ///
    /// Attempt and leg change bits of the fortune; another fortune that differs in just those bits is as
    /// unlikely as any other coincidence among 2^64.
    pub const fn leg(fortune: Fortune, attempt: u16, leg: u16) -> Self {
        Self(fortune.0 ^ (attempt as u64) << 48 ^ (leg as u64) << 32)
    }
}

/// The luck of one request, or of one call that follows from it: the same under every design.
///
/// It is made from names and places, never from the order of events, so a request that takes another way
/// through the system keeps its luck on the parts that it still passes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fortune(u64);

impl Fortune {
    /// The n-th request of a user of a client.
    pub const fn of_request(client: Entity, user: u32, ordinal: u32) -> Self {
        Self(mixed(client.0 ^ ((user as u64) << 32 | ordinal as u64)))
    }

    /// The fortune as a number that names the request or call.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The call that this request, or call, makes along a route at a place in its handler.
    #[must_use]
    pub const fn call(self, route: Entity, place: u64) -> Self {
        Self(mixed(self.0 ^ route.0.rotate_left(17)).wrapping_add(mixed(place)))
    }
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014, figure 9): a bijection that mixes well.
const fn mixed(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The source of all draws of a run. It has no state, so a copy draws the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Luck {
    seed: Seed,
}

impl Luck {
    /// The luck of the run with this seed.
    pub const fn new(seed: Seed) -> Self {
        Self { seed }
    }

    /// The draw with this name: always the same for the same four inputs, in whatever order it is asked.
    #[inline]
    pub fn draw(self, entity: Entity, purpose: Purpose, key: DrawKey) -> Draw {
        Draw {
            key: [self.seed.0, entity.0],
            counter: [key.0, purpose as u64],
        }
    }
}

/// One outcome: two independent words of 64 bits.
///
/// All methods read the first word, [`second`](Self::second) only the other and [`two_below`](Self::two_below)
/// both, so they are views of one outcome and not independent of each other: one draw decides one thing.
///
/// Only its name is kept: the words are computed when one is read. Most draws are offered and never read, such as
/// the luck of a message on a link with a constant latency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Draw {
    key: [u64; 2],
    counter: [u64; 2],
}

impl Draw {
    #[inline]
    fn words(self) -> [u64; 2] {
        threefry::threefry2x64(self.key, self.counter)
    }

    /// A number evenly spread and strictly inside (0, 1), from the first word.
    #[inline]
    pub fn uniform(self) -> f64 {
        inside_unit(self.words()[0])
    }

    /// A second such number, independent of the first, from the second word.
    #[inline]
    pub fn second(self) -> f64 {
        inside_unit(self.words()[1])
    }

    /// A whole number in `0..n`, or 0 when `n` is 0.
    ///
    /// The high half of the first word is scaled rather than rejected, so that one draw is always
    /// enough: the probability of each number is off by less than 2^-32.
    #[inline]
    pub fn below(self, n: u32) -> u32 {
        below(self.words()[0], n)
    }

    /// Two independent whole numbers, the first in `0..n` from the first word, the second in `0..m` from the second.
    #[inline]
    pub fn two_below(self, n: u32, m: u32) -> (u32, u32) {
        let [first, second] = self.words();
        (below(first, n), below(second, m))
    }

    /// True with this probability: never for 0 or less (or NaN), always for 1 or more.
    ///
    /// A larger probability only adds outcomes, so under a slider no lost message comes back.
    #[inline]
    pub fn chance(self, probability: f64) -> bool {
        probability >= 1.0 || (probability > 0.0 && self.uniform() < probability)
    }
}

/// The high half of a word, scaled to `0..n`.
#[inline]
fn below(word: u64, n: u32) -> u32 {
    (((word >> 32) * u64::from(n)) >> 32) as u32
}

/// The middle of one of 2^52 equal cells of (0, 1), chosen by the high bits of a word.
///
/// 52 bits and not 53: the middles of 2^53 cells need 54 bits, so the last would round to 1. These are
/// exact, and so is one minus each of them, which keeps the upper tails of distributions as fine as
/// the lower. The bits become the fraction of a number in [1, 2), less one, plus half a cell: on
/// x86 that avoids a conversion which would make every draw wait for the one before it.
#[inline]
fn inside_unit(word: u64) -> f64 {
    const ONE_LESS_HALF_A_CELL: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits(1.0_f64.to_bits() | word >> 12) - ONE_LESS_HALF_A_CELL
}
