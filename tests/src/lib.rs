//! Suites over the public API; the tests are in `suites/`.
