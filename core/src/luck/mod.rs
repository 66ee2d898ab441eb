//! Luck: every random outcome is a pure function of seed, entity, purpose and key.
//!
//! No sequence is shared: the outcome of attempt 1 of request 7 does not depend on earlier draws. So a request has the
//! same fortune under two designs, curves are smooth under a slider, and an intervention cannot change the past.
//!
//! ```text
//! Seed ---------- Luck --- draw(entity, purpose, key) --> Draw --- uniform, chance, below
//!                                                           |
//!                                    Distribution -> Sampler --> Span        Zipf --> key
//! ```
//!
//! Random words come from Threefry (see `threefry`), samples from inverting one uniform, and all functions beyond
//! `+ - * / sqrt` from `libm`, so that native and wasm builds agree bit for bit.

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

/// Seed of a run: equal seeds give equal runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Seed(pub u64);

/// Source of a draw: the hash of a named path such as `orders/2`.
///
/// It is named, never numbered, so that inserting another node before it leaves its luck unchanged.
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

/// Purpose of a draw. Draws for different purposes are independent.
///
/// The numbers are part of every recorded link: a new purpose takes a new number, and none is ever reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Purpose {
    /// Time of the next arrival.
    Arrival = 1,
    /// Choice between a read and a write.
    Operation = 2,
    /// Key of an operation.
    Key = 3,
    /// Think time between two requests of a user.
    Think = 4,
    /// Service time of a piece of work.
    Work = 5,
    /// Latency of a message.
    Latency = 6,
    /// Loss of a message.
    Loss = 7,
    /// Duplication of a message.
    Duplicate = 8,
    /// Reordering of a message.
    Reorder = 9,
    /// Backend that a load balancer picks.
    Balance = 10,
    /// Spontaneous failure of a call.
    Error = 11,
    /// Duration of a timer, within its range.
    Timer = 12,
    /// Jitter of the pause before a retry.
    Jitter = 13,
    /// Time until a write is durable.
    Fsync = 14,
    /// Selection of a request for the trace.
    Sample = 15,
    /// User of a request.
    User = 16,
    /// Refusal of a saga's action by a participant.
    Refusal = 17,
    /// Latency that the kind of a message adds.
    Kind = 18,
    /// Length of a period of uptime or downtime under random outages.
    Outage = 19,
}

/// Key of a draw among those of one entity for one purpose.
///
/// Ordinals and legs share one number space, so a purpose uses only one of the two for an entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DrawKey(u64);

impl DrawKey {
    /// The n-th arrival, timer or write of an entity.
    pub const fn ordinal(ordinal: u64) -> Self {
        Self(ordinal)
    }

    /// One leg of one attempt of a call.
    ///
    /// Attempt and leg flip bits of the fortune; another fortune that differs in just those bits is as unlikely as any
    /// other coincidence among 2^64.
    pub const fn leg(fortune: Fortune, attempt: u16, leg: u16) -> Self {
        Self(fortune.0 ^ (attempt as u64) << 48 ^ (leg as u64) << 32)
    }
}

/// Luck of one request, or of one call that it causes: the same under every design.
///
/// It derives from names and places, never from the order of events, so a request that takes another path through the
/// system keeps its luck on the parts that both paths share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fortune(u64);

impl Fortune {
    /// The n-th request of a user of a client.
    pub const fn of_request(client: Entity, user: u32, ordinal: u32) -> Self {
        Self(mixed(client.0 ^ ((user as u64) << 32 | ordinal as u64)))
    }

    /// The fortune as a number that identifies the request or call.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// Fortune of the call that this request or call makes along a route at a place in its handler.
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

/// Source of all draws of a run. It has no state, so a copy draws the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Luck {
    seed: Seed,
}

impl Luck {
    /// The luck of the run with this seed.
    pub const fn new(seed: Seed) -> Self {
        Self { seed }
    }

    /// The draw for these inputs: always the same for equal inputs, in whatever order draws are made.
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
/// All methods read the first word, except [`second`](Self::second), which reads the other, and
/// [`two_below`](Self::two_below), which reads both. They are views of one outcome and not independent: one draw decides
/// one thing.
///
/// Only the inputs are kept, and the words are computed when one is read: most draws are offered and never read, such as
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

    /// A uniform number strictly inside (0, 1), from the first word.
    #[inline]
    pub fn uniform(self) -> f64 {
        inside_unit(self.words()[0])
    }

    /// A second uniform number, independent of the first, from the second word.
    #[inline]
    pub fn second(self) -> f64 {
        inside_unit(self.words()[1])
    }

    /// A whole number in `0..n`, or 0 when `n` is 0.
    ///
    /// The high half of the first word is scaled, without rejection, so that one draw always suffices: the probability of
    /// each number is off by less than 2^-32.
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
    /// A larger probability only adds outcomes, so raising the loss under a slider brings no lost message back.
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
/// There are 52 bits and not 53, because the middles of 2^53 cells need 54 bits, and the last would round to 1. All
/// middles are exact, and so is one minus each of them, so the upper tails of distributions are as fine as the lower.
/// The bits become the fraction of a number in [1, 2), minus one, plus half a cell: on x86 this avoids a conversion that
/// would make every draw wait for the one before it.
#[inline]
fn inside_unit(word: u64) -> f64 {
    const ONE_LESS_HALF_A_CELL: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits(1.0_f64.to_bits() | word >> 12) - ONE_LESS_HALF_A_CELL
}
