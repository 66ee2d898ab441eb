//! Numbers of mutants by result.

use crate::Outcome;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Numbers of mutants by result.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(super) struct Counts {
    /// Mutants for which a test failed, or never ended.
    noticed: f64,
    /// Mutants for which all tests passed.
    missed: f64,
    /// Mutants that do not compile, which say nothing about tests.
    unviable: f64,
}

impl Counts {
    /// Reads the results of cargo-mutants.
    pub(super) fn read(file: &Path) -> Outcome<Self> {
        let text = fs::read_to_string(file).map_err(|cause| {
            format!(
                "{} cannot be read ({cause}): is there anything to change in these files?",
                file.display()
            )
        })?;
        let outcomes: Value = serde_json::from_str(&text)
            .map_err(|cause| format!("{} is not JSON: {cause}", file.display()))?;
        Ok(Self::of(&outcomes))
    }

    fn of(outcomes: &Value) -> Self {
        let count = |name: &str| outcomes[name].as_f64().unwrap_or(0.0);
        Self {
            noticed: count("caught") + count("timeout"),
            missed: count("missed"),
            unviable: count("unviable"),
        }
    }

    /// Sum with the counts of other mutants.
    pub(super) fn and(self, others: &Self) -> Self {
        Self {
            noticed: self.noticed + others.noticed,
            missed: self.missed + others.missed,
            unviable: self.unviable + others.unviable,
        }
    }

    /// Counts after further tests of the missed mutants, which missed this many of them.
    pub(super) fn after(self, missed: usize) -> Self {
        let missed = missed as f64;
        let noticed = self.noticed + self.missed - missed;
        Self {
            noticed,
            missed,
            ..self
        }
    }

    /// Share of noticed mutants among those that compile.
    pub(super) fn share(&self) -> f64 {
        let viable = self.noticed + self.missed;
        if viable == 0.0 {
            1.0
        } else {
            self.noticed / viable
        }
    }

    /// The counts as a sentence.
    pub(super) fn sentence(&self) -> String {
        format!(
            "{} noticed, {} missed, {} do not compile: {:.1} %",
            self.noticed,
            self.missed,
            self.unviable,
            self.share() * 100.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIRST: Counts = Counts {
        noticed: 8.0,
        missed: 2.0,
        unviable: 10.0,
    };

    #[test]
    fn a_mutant_that_never_ends_was_noticed() {
        let outcomes =
            json!({ "total_mutants": 20, "caught": 7, "timeout": 1, "missed": 2, "unviable": 10 });
        assert_eq!(Counts::of(&outcomes), FIRST);
    }

    #[test]
    fn what_a_second_look_at_the_missed_notices_is_no_longer_missed() {
        assert_eq!(
            FIRST.after(1).sentence(),
            "9 noticed, 1 missed, 10 do not compile: 90.0 %"
        );
    }

    #[test]
    fn where_nothing_compiles_nothing_is_missed() {
        assert_eq!(Counts::default().share(), 1.0);
    }
}
