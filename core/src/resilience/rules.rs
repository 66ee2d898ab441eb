//! Retry rules decide which failures are worth another attempt, and which calls may be repeated.
//!
//! ```text
//! failure --> transient? --no--> give up        429 502 503 504, timeout, refused: yes
//!               | yes                           400 401 403 404 409: no, it would fail again
//!             safe to repeat? --no--> give up   GET PUT DELETE, or any with an idempotency key: yes
//!               | yes                           POST: no, it might be done twice
//!             attempts left? --no--> give up
//!               | yes
//!             wait, then try again
//! ```
//!
//! Use them wherever calls are retried: without them callers repeat calls that cannot succeed, and charge a customer
//! twice when only the answer was lost. They only require to know what a call does. Each layer that retries multiplies
//! the load of the layers below it: retry in one.
//!
//! Sources: Fielding et al. 2022, RFC 9110, sections 9.2.2 (idempotent methods) and 15 (status codes);
//! Beyer et al. 2016, "Site Reliability Engineering", chapter 22, "Retries".

use super::backoff::Backoff;
use crate::luck::Draw;
use crate::time::Span;

/// Failure of a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Failure {
    /// 400: the request is malformed.
    BadRequest,
    /// 401: the caller is not authenticated.
    Unauthorized,
    /// 403: the caller is not allowed to do this.
    Forbidden,
    /// 404: the resource does not exist.
    NotFound,
    /// 409: the resource has changed since.
    Conflict,
    /// 429: too many requests.
    TooManyRequests,
    /// 500: internal error.
    Internal,
    /// 502: the callee got an invalid answer from upstream.
    BadGateway,
    /// 503: the callee is overloaded or down.
    Unavailable,
    /// 504: the callee got no answer from upstream in time.
    GatewayTimeout,
    /// No answer in time.
    Timeout,
    /// No connection: nothing was done.
    Refused,
}

impl Failure {
    /// All failures.
    pub const ALL: [Self; 12] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::TooManyRequests,
        Self::Internal,
        Self::BadGateway,
        Self::Unavailable,
        Self::GatewayTimeout,
        Self::Timeout,
        Self::Refused,
    ];

    /// Status code, if there was an answer.
    pub fn status(self) -> Option<u16> {
        match self {
            Self::BadRequest => Some(400),
            Self::Unauthorized => Some(401),
            Self::Forbidden => Some(403),
            Self::NotFound => Some(404),
            Self::Conflict => Some(409),
            Self::TooManyRequests => Some(429),
            Self::Internal => Some(500),
            Self::BadGateway => Some(502),
            Self::Unavailable => Some(503),
            Self::GatewayTimeout => Some(504),
            Self::Timeout | Self::Refused => None,
        }
    }

    /// True if the same request may succeed a little later.
    pub fn is_transient(self) -> bool {
        match self {
            Self::TooManyRequests
            | Self::BadGateway
            | Self::Unavailable
            | Self::GatewayTimeout
            | Self::Timeout
            | Self::Refused => true,
            Self::BadRequest
            | Self::Unauthorized
            | Self::Forbidden
            | Self::NotFound
            | Self::Conflict
            | Self::Internal => false,
        }
    }
}

/// HTTP method of a call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Method {
    /// Reads.
    Get,
    /// Sets a state.
    Put,
    /// Removes something.
    Delete,
    /// Does something anew each time.
    Post,
}

/// Properties of a call that decide if it may be retried.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CallKind {
    /// Method.
    pub method: Method,
    /// True if it carries an idempotency key.
    pub keyed: bool,
}

impl CallKind {
    /// True if repeating the call has no further effect.
    pub fn is_idempotent(self) -> bool {
        match self.method {
            Method::Get | Method::Put | Method::Delete => true,
            Method::Post => self.keyed,
        }
    }
}

/// Rules that select the failures to retry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RetryRules {
    /// Retry only transient failures. Default: yes.
    pub transient_only: bool,
    /// Retry only idempotent calls. Default: yes.
    pub idempotent_only: bool,
}

impl Default for RetryRules {
    fn default() -> Self {
        Self {
            transient_only: true,
            idempotent_only: true,
        }
    }
}

impl RetryRules {
    /// True if a failed call may be retried. A call that was refused or met a conflict has done nothing, so it may be
    /// retried whatever it does.
    pub fn allow(self, failure: Failure, operation: CallKind) -> bool {
        let worthwhile = failure.is_transient() || !self.transient_only;
        let did_nothing = matches!(failure, Failure::Refused | Failure::Conflict);
        let safe = operation.is_idempotent() || did_nothing;
        worthwhile && (safe || !self.idempotent_only)
    }
}

/// Retry policy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Retry {
    /// Maximum number of attempts, the first included. Default: 3.
    pub attempts: u32,
    /// Failures that are retried.
    pub rules: RetryRules,
    /// Wait before a retry.
    pub backoff: Backoff,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            rules: RetryRules::default(),
            backoff: Backoff::default(),
        }
    }
}

impl Retry {
    /// Wait before the next attempt after the n-th has failed; `None` means to give up. `previous` is the wait before the
    /// n-th attempt, zero if it was the first.
    pub fn next(
        &self,
        attempt: u32,
        previous: Span,
        failure: Failure,
        operation: CallKind,
        draw: Draw,
    ) -> Option<Span> {
        let again = attempt < self.attempts && self.rules.allow(failure, operation);
        again.then(|| self.backoff.wait(attempt, previous, draw))
    }
}

/// Mean number of attempts of a call, if each fails with probability `p`: `(1 - p^n) / (1 - p)`.
pub fn expected_attempts(failure: f64, attempts: u32) -> f64 {
    let mut reached = 1.0;
    let mut expected = 0.0;
    for _ in 0..attempts {
        expected += reached;
        reached *= failure;
    }
    expected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::luck::{DrawKey, Entity, Luck, Purpose, Seed};

    fn draw(seed: u64, key: u64) -> Draw {
        let key = DrawKey::ordinal(key);
        Luck::new(Seed(seed)).draw(Entity::named("caller"), Purpose::Error, key)
    }

    fn operation(method: Method, keyed: bool) -> CallKind {
        CallKind { method, keyed }
    }

    #[test]
    fn the_table_of_the_source() {
        let retried = |failure: &Failure| {
            RetryRules::default().allow(*failure, operation(Method::Get, false))
        };
        let codes: Vec<_> = Failure::ALL
            .into_iter()
            .filter(retried)
            .map(Failure::status)
            .collect();
        assert_eq!(
            codes,
            [Some(429), Some(502), Some(503), Some(504), None, None]
        );
    }

    #[test]
    fn only_what_is_idempotent_is_repeated() {
        let rules = RetryRules::default();
        for (method, keyed, again) in [
            (Method::Get, false, true),
            (Method::Put, false, true),
            (Method::Delete, false, true),
            (Method::Post, false, false),
            (Method::Post, true, true),
        ] {
            assert_eq!(
                rules.allow(Failure::Timeout, operation(method, keyed)),
                again
            );
        }
        assert!(rules.allow(Failure::Refused, operation(Method::Post, false)));
    }

    #[test]
    fn without_rules_everything_is_repeated() {
        let rules = RetryRules {
            transient_only: false,
            idempotent_only: false,
        };
        let post = operation(Method::Post, false);
        assert!(
            Failure::ALL
                .into_iter()
                .all(|failure| rules.allow(failure, post))
        );
    }

    #[test]
    fn attempts_end() {
        let retry = Retry::default();
        let get = operation(Method::Get, false);
        let next = |attempt| retry.next(attempt, Span::ZERO, Failure::Timeout, get, draw(0, 0));
        assert!(next(1).is_some() && next(2).is_some());
        assert_eq!(next(3), None);
    }

    /// Number of attempts at the bottom of layers that each retry failures of the layer below.
    fn attempts(layers: u32, most: u32, fails: &mut impl FnMut() -> bool) -> (u32, bool) {
        if layers == 0 {
            return (1, fails());
        }
        let mut total = 0;
        for _ in 0..most {
            let (below, failed) = attempts(layers - 1, most, fails);
            total += below;
            if !failed {
                return (total, false);
            }
        }
        (total, true)
    }

    #[test]
    fn three_layers_of_four_attempts_are_64_times_the_load() {
        assert_eq!(attempts(3, 4, &mut || true), (64, true));
    }

    #[test]
    fn measured_attempts_are_the_expected() {
        for failure in [0.1, 0.5, 0.9] {
            let mut key = 0;
            let mut fails = || {
                key += 1;
                draw(7, key).chance(failure)
            };
            let total: u32 = (0..20_000).map(|_| attempts(1, 4, &mut fails).0).sum();
            let expected = expected_attempts(failure, 4);
            assert!(
                (f64::from(total) / 20_000.0 / expected - 1.0).abs() < 0.02,
                "{failure}"
            );
            let closed = (1.0 - failure * failure * failure * failure) / (1.0 - failure);
            assert!((expected - closed).abs() < 1e-12);
        }
        assert_eq!(expected_attempts(1.0, 4), 4.0);
    }
}
