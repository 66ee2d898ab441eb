//! Distributions of each kind, shared by the tests of laws and of text.

mod laws;
mod text;

use super::*;
use crate::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};

/// One of each kind, as canonical text.
const KINDS: [&str; 11] = [
    "250ms",
    "uniform(5ms, 10ms)",
    "exp(5ms)",
    "normal(10ms, 2ms)",
    "normal(1ms, 2ms)",
    "lognormal(p50=20ms, p99=90ms)",
    "pareto(50ms, 1.5)",
    "mix(95%: exp(5ms), 5%: pareto(50ms, 1.5))",
    "75ms + exp(5ms)",
    "quantiles(0%: 1ms, 50%: 5ms, 99%: 40ms, 100%: 200ms)",
    "mix(50%: 1ms + mix(20%: 2ms, 80%: exp(1ms)), 49.5%: uniform(1ms, 3ms), 0.5%: pareto(1ms, 3))",
];

fn read(text: &str) -> Distribution {
    text.parse()
        .unwrap_or_else(|sentence| panic!("{text}: {sentence}"))
}

fn draw(ordinal: u64) -> Draw {
    Luck::new(Seed(42)).draw(
        Entity::named("orders/2"),
        Purpose::Work,
        DrawKey::ordinal(ordinal),
    )
}
