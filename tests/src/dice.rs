//! Dice for tests: the throws depend on the seed alone, natively and in the browser.

use netsplit_core::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};

/// A sequence of throws.
#[derive(Clone, Debug)]
pub struct Dice {
    luck: Luck,
    thrown: u64,
}

impl Dice {
    /// The dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            luck: Luck::new(Seed(seed)),
            thrown: 0,
        }
    }

    fn draw(&mut self) -> Draw {
        self.thrown += 1;
        self.luck.draw(
            Entity::named("dice"),
            Purpose::Sample,
            DrawKey::ordinal(self.thrown),
        )
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.draw().below(high - low + 1)
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.draw().chance(probability)
    }

    /// A number strictly between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        self.draw().uniform()
    }

    /// One of several.
    ///
    /// # Panics
    /// If there is none.
    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.draw().below(all.len() as u32) as usize].clone()
    }
}
