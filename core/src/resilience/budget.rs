//! A retry budget limits the retries of a caller to a share of its requests and a few per second.
//!
//! ```text
//!                     +------------------------+
//! request:  + 1   --> |  sum of the last ttl,  | --> a retry passes while the balance covers it
//! retry: - 1/ratio -> |  and the reserve       |
//!                     +------------------------+     reserve = minimum x ttl / ratio
//! ```
//!
//! Use it wherever calls are retried: when all calls fail, retries add at most the ratio to the load, where n attempts
//! each would multiply it by n. It costs retries that would have helped, when many requests fail by chance at once.
//!
//! Both deposits and withdrawals are forgotten after `ttl`, a tenth of it at a time. Source: Finagle's
//! `RetryBudget` (Oliver 2016, "Retry Budgets"), as in Linkerd and tower.

use super::recent::Recent;
use crate::time::{Instant, Span};

/// Number of slices of the time to live.
const SLICES: u64 = 10;

/// Deposit of one request.
const DEPOSIT: i64 = 1000;

/// Settings of a retry budget.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BudgetSettings {
    /// Allowed retries in thousandths of requests. Default: 200, a fifth.
    pub ratio: u32,
    /// Retries per second that are allowed with few or no requests. Default: 10.
    pub minimum: u32,
    /// Time after which requests and retries are forgotten. Default: 10 s.
    pub ttl: Span,
}

impl Default for BudgetSettings {
    fn default() -> Self {
        Self {
            ratio: 200,
            minimum: 10,
            ttl: Span::from_millis(10_000),
        }
    }
}

impl BudgetSettings {
    /// Price of one retry. Without a ratio requests deposit nothing, and only the reserve pays.
    fn price(&self) -> i64 {
        DEPOSIT * 1000 / i64::from(self.ratio.max(1))
    }

    fn deposit(&self) -> i64 {
        if self.ratio == 0 { 0 } else { DEPOSIT }
    }

    fn reserve(&self) -> i64 {
        let retries = u128::from(self.minimum) * u128::from(self.ttl.0) / 1_000_000_000;
        i64::try_from(retries)
            .unwrap_or(i64::MAX)
            .saturating_mul(self.price())
    }
}

/// Retry budget of a caller.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RetryBudget {
    settings: BudgetSettings,
    recent: Recent<i64>,
}

impl RetryBudget {
    /// A full budget.
    pub fn new(settings: BudgetSettings) -> Self {
        let recent = Recent::default();
        Self { settings, recent }
    }

    /// Changes the settings from now on. The balance stays, but slices of another length are not comparable: another time to
    /// live clears it.
    pub fn configure(&mut self, settings: BudgetSettings) {
        if settings.ttl != self.settings.ttl {
            self.recent = Recent::default();
        }
        self.settings = settings;
    }

    /// Deposits for a request: a first attempt, not a retry.
    pub fn deposit(&mut self, now: Instant) {
        self.add(now, self.settings.deposit());
    }

    /// Pays for a retry, if the balance covers it.
    pub fn try_withdraw(&mut self, now: Instant) -> bool {
        let affordable = self.retries_left(now) > 0;
        if affordable {
            self.add(now, -self.settings.price());
        }
        affordable
    }

    /// Number of retries that the balance covers now.
    pub fn retries_left(&mut self, now: Instant) -> u32 {
        self.recent
            .forget_before((self.slice(now) + 1).saturating_sub(SLICES));
        let balance = self.settings.reserve().saturating_add(self.recent.total());
        (balance.max(0) / self.settings.price()).min(i64::from(u32::MAX)) as u32
    }

    fn add(&mut self, now: Instant, amount: i64) {
        self.recent.add(self.slice(now), amount);
    }

    fn slice(&self, now: Instant) -> u64 {
        now.0 / (self.settings.ttl.0 / SLICES).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant(millis * 1_000_000)
    }

    fn budget(ratio: u32, minimum: u32) -> RetryBudget {
        RetryBudget::new(BudgetSettings {
            ratio,
            minimum,
            ..BudgetSettings::default()
        })
    }

    /// Number of retries, if all requests fail.
    fn retried(budget: &mut RetryBudget, requests: u64, every: u64) -> u64 {
        let one = |request| {
            budget.deposit(at(request * every));
            u64::from(budget.try_withdraw(at(request * every)))
        };
        (0..requests).map(one).sum()
    }

    #[test]
    fn a_fifth_of_the_requests_is_retried() {
        assert_eq!(retried(&mut budget(200, 0), 1_000, 1), 200);
        assert_eq!(retried(&mut budget(1_000, 0), 1_000, 1), 1_000);
        assert_eq!(retried(&mut budget(0, 0), 1_000, 1), 0);
    }

    #[test]
    fn with_few_requests_the_minimum_is_retried() {
        // The reserve pays for 100 at once, and for no more before these are forgotten.
        let mut quiet = budget(0, 10);
        let at_once = (0..200).filter(|_| quiet.try_withdraw(at(0))).count();
        assert_eq!(at_once, 100);
        assert!(!quiet.try_withdraw(at(8_999)));
        assert_eq!(quiet.retries_left(at(10_000)), 100);
    }

    #[test]
    fn the_minimum_holds_over_time_and_no_more_than_it() {
        let mut steady = budget(0, 10);
        let passed = (0..60_000)
            .filter(|millis| steady.try_withdraw(at(*millis)))
            .count();
        assert!((600..=700).contains(&passed), "{passed} in a minute");
    }

    #[test]
    fn other_settings_keep_what_was_paid() {
        let mut budget = budget(200, 0);
        (0..100).for_each(|_| budget.deposit(at(0)));
        let half = BudgetSettings {
            ratio: 500,
            minimum: 0,
            ..BudgetSettings::default()
        };
        budget.configure(half);
        assert_eq!(budget.retries_left(at(0)), 50);
        let ttl = Span::from_millis(1_000);
        budget.configure(BudgetSettings { ttl, ..half });
        assert_eq!(budget.retries_left(at(0)), 0);
    }

    #[test]
    fn what_is_old_buys_nothing() {
        let mut budget = budget(200, 0);
        (0..100).for_each(|_| budget.deposit(at(0)));
        assert_eq!(budget.retries_left(at(0)), 20);
        assert_eq!(budget.retries_left(at(9_999)), 20);
        assert_eq!(budget.retries_left(at(10_000)), 0);
    }
}
