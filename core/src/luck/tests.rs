//! Statistical tests of draws. The seeds are fixed, so a test that passes once always passes.

use super::*;

const DRAWS: u64 = 1 << 17;
const LUCK: Luck = Luck::new(Seed(7));
const ORDERS: Entity = Entity::named("orders/1");

fn nth(n: u64) -> Draw {
    LUCK.draw(ORDERS, Purpose::Work, DrawKey::ordinal(n))
}

/// Pearson's chi-squared statistic of counts that should be equal.
fn chi_square(counts: &[u32]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    counts
        .iter()
        .map(|n| (f64::from(*n) - expected) * (f64::from(*n) - expected) / expected)
        .sum()
}

/// Fails unless the chi-squared statistic lies within five standard deviations of its expectation.
fn assert_by_chance(counts: &[u32], what: &str) {
    let freedom = counts.len() as f64 - 1.0;
    let distance = (chi_square(counts) - freedom) / (2.0 * freedom).sqrt();
    assert!(
        distance.abs() < 5.0,
        "{what}: {distance:.1} standard deviations"
    );
}

fn cell(u: f64, cells: u32) -> u32 {
    (u * f64::from(cells)) as u32
}

/// Fails unless pairs of uniforms fill a grid of 16 by 16 evenly and are uncorrelated.
fn assert_independent(what: &str, pair: impl Fn(u64) -> (f64, f64)) {
    let mut grid = [0_u32; 256];
    let mut product = 0.0;
    for n in 0..DRAWS {
        let (first, second) = pair(n);
        grid[(cell(first, 16) * 16 + cell(second, 16)) as usize] += 1;
        product += (first - 0.5) * (second - 0.5);
    }
    assert_by_chance(&grid, what);
    // The correlation of n independent pairs has a standard deviation of 1 / sqrt(n).
    let correlation = 12.0 * product / DRAWS as f64;
    assert!(
        correlation.abs() < 5.0 / (DRAWS as f64).sqrt(),
        "{what}: correlation {correlation}"
    );
}

#[test]
fn both_words_fill_64_cells_evenly() {
    for read in [Draw::uniform, Draw::second] {
        let mut cells = [0_u32; 64];
        (0..DRAWS).for_each(|n| cells[cell(read(nth(n)), 64) as usize] += 1);
        assert_by_chance(&cells, "uniformity");
    }
}

#[test]
fn mean_and_variance_are_those_of_a_uniform() {
    let count = DRAWS as f64;
    let mean = (0..DRAWS).map(|n| nth(n).uniform()).sum::<f64>() / count;
    let variance = (0..DRAWS)
        .map(|n| (nth(n).uniform() - mean) * (nth(n).uniform() - mean))
        .sum::<f64>()
        / count;
    assert!(
        (mean - 0.5).abs() < 5.0 * (1.0 / 12.0 / count).sqrt(),
        "{mean}"
    );
    assert!(
        (variance - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / count).sqrt(),
        "{variance}"
    );
}

#[test]
fn neighbours_are_independent() {
    let cart = Entity::named("orders/2");
    let other = Luck::new(Seed(8));
    assert_independent("keys", |n| (nth(n).uniform(), nth(n + 1).uniform()));
    assert_independent("words", |n| (nth(n).uniform(), nth(n).second()));
    assert_independent("purposes", |n| {
        (
            nth(n).uniform(),
            LUCK.draw(ORDERS, Purpose::Latency, DrawKey::ordinal(n))
                .uniform(),
        )
    });
    assert_independent("entities", |n| {
        (
            nth(n).uniform(),
            LUCK.draw(cart, Purpose::Work, DrawKey::ordinal(n))
                .uniform(),
        )
    });
    assert_independent("seeds", |n| {
        (
            nth(n).uniform(),
            other
                .draw(ORDERS, Purpose::Work, DrawKey::ordinal(n))
                .uniform(),
        )
    });
    assert_independent("attempts", |n| {
        let leg = |attempt| {
            LUCK.draw(
                ORDERS,
                Purpose::Loss,
                DrawKey::leg(fortune(n as u32), attempt, 0),
            )
            .uniform()
        };
        (leg(0), leg(1))
    });
}

fn fortune(request: u32) -> Fortune {
    Fortune::of_request(ORDERS, 0, request)
}

/// Calls of one request have luck of their own, and so have requests of different users.
#[test]
fn fortunes_do_not_coincide() {
    let mut all = Vec::new();
    for request in 0..100 {
        for route in ["a->b", "b->a"] {
            for place in [0, 1, 1 << 16, 1 << 32] {
                all.push(fortune(request).call(Entity::named(route), place));
            }
        }
        all.push(Fortune::of_request(ORDERS, 1, request));
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

/// Runs over seeds compare first draws, so these must be spread as evenly as the draws of one seed.
#[test]
fn one_draw_over_many_seeds_is_uniform() {
    let mut cells = [0_u32; 64];
    for seed in 0..DRAWS {
        let draw = Luck::new(Seed(seed)).draw(ORDERS, Purpose::Arrival, DrawKey::ordinal(0));
        cells[cell(draw.uniform(), 64) as usize] += 1;
    }
    assert_by_chance(&cells, "seeds");
}

/// Flipping any one bit of any input changes each output bit with probability one half.
#[test]
fn every_input_bit_changes_half_of_the_output() {
    const BASES: u64 = 64;
    let words =
        |input: [u64; 4]| threefry::threefry2x64([input[0], input[1]], [input[2], input[3]]);
    for bit in 0..256_usize {
        let mut changed = 0;
        for base in 0..BASES {
            let input = [base, ORDERS.0, base * 3, Purpose::Work as u64];
            let mut flipped = input;
            flipped[bit / 64] ^= 1 << (bit % 64);
            let (before, after) = (words(input), words(flipped));
            changed += (before[0] ^ after[0]).count_ones() + (before[1] ^ after[1]).count_ones();
        }
        // 64 * 128 coins: mean 4096, standard deviation 45.
        assert!(
            (f64::from(changed) - 4096.0).abs() < 5.0 * 45.3,
            "bit {bit}: {changed}"
        );
    }
}

#[test]
fn extreme_words_stay_inside_the_open_interval() {
    assert_eq!(
        inside_unit(0).to_bits(),
        (0.5 / (1_u64 << 52) as f64).to_bits()
    );
    assert!(inside_unit(u64::MAX) < 1.0);
    assert!((1.0 - inside_unit(u64::MAX)).to_bits() == inside_unit(0).to_bits());
}

#[test]
fn below_covers_its_range_evenly() {
    let mut cells = [0_u32; 10];
    (0..DRAWS).for_each(|n| cells[nth(n).below(10) as usize] += 1);
    assert_by_chance(&cells, "below");
    assert_eq!(below(u64::MAX, 3), 2);
    assert_eq!(nth(0).below(0), 0);
}

#[test]
fn chance_happens_as_often_as_it_says() {
    let lost = (0..DRAWS).filter(|n| nth(*n).chance(0.01)).count() as f64;
    assert!(
        (lost / DRAWS as f64 - 0.01).abs() < 5.0 * (0.01 * 0.99 / DRAWS as f64).sqrt(),
        "{lost}"
    );
    assert!(
        (0..1000).all(|n| nth(n).chance(1.0) && !nth(n).chance(0.0) && !nth(n).chance(f64::NAN))
    );
}

#[test]
fn legs_never_share_a_key() {
    let legs = [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (1, 0, 0),
        (0, u16::MAX, 0),
        (0, 0, u16::MAX),
        (u32::MAX, 0, 0),
    ];
    let mut keys = legs
        .map(|(request, attempt, leg)| DrawKey::leg(fortune(request), attempt, leg))
        .to_vec();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), legs.len());
}

/// Every link that was ever shared depends on these values: they must never change.
#[test]
fn names_and_draws_are_frozen() {
    assert_eq!(Entity::named("").0, 0xefd0_1f60_ba99_2926);
    assert_eq!(Entity::named("orders/2").0, 0x42c2_f3d6_1778_6b2f);
    let draw = Luck::new(Seed(42)).draw(
        Entity::named("orders/2"),
        Purpose::Latency,
        DrawKey::leg(Fortune(7), 1, 2),
    );
    assert_eq!(draw.words(), [0x3538_7c9e_2b42_4016, 0x4814_4489_27dd_77f1]);
}
