//! Options of the checker: the model, and the meaning of nil and of a failed compare-and-set. Sources of histories differ.

use std::str::FromStr;

use crate::history::{Call, Completion, History, Operation, Value};
use crate::params::choose;

/// Options of the checker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Model of a key.
    pub model: Model,
    /// Value of every key before any operation.
    pub initial: Value,
    /// Meaning of a read of nil.
    pub nil: Nil,
    /// Meaning of a failed compare-and-set.
    pub failed_cas: FailedCas,
    /// Limit of steps, after which the answer is "undecided". A step is one operation tried.
    pub steps: u64,
}

/// Model of a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Model {
    /// Read and write.
    Register,
    /// Read, write and compare-and-set.
    CasRegister,
    /// Get, put and append of text; a key that is absent holds the empty text.
    KeyValue,
}

/// Meaning of a read of nil.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Nil {
    /// There is no value, as histories of etcd mean it.
    Absent,
    /// It says nothing and is always right, as Knossos has it.
    Unknown,
}

/// Meaning of a failed compare-and-set.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FailedCas {
    /// The value was not the expected one, as histories of etcd mean it.
    Observed,
    /// It had no effect, and no more, as Jepsen defines `:fail`.
    NoEffect,
}

impl Default for Options {
    /// A compare-and-set register that is absent at first, with plain reading of nil and failure; 20 million steps.
    fn default() -> Self {
        Self {
            model: Model::CasRegister,
            initial: Value::Nil,
            nil: Nil::Absent,
            failed_cas: FailedCas::Observed,
            steps: 20_000_000,
        }
    }
}

impl Model {
    /// The simplest model that has all operations of a history. Where reads return the empty text and nobody wrote
    /// it, keys are texts that are absent at first: a store of keys and values, even if nothing was appended.
    pub fn of(history: &History) -> Self {
        let has = |wanted: fn(&Call) -> bool| {
            history
                .operations
                .iter()
                .any(|operation| wanted(&operation.call))
        };
        let absent_is_empty = || {
            let empty = Value::Text(String::new());
            let mut operations = history.operations.iter();
            let written = |operation: &Operation| operation.call == Call::Write(empty.clone());
            let returned = Completion::Returned(empty.clone());
            operations
                .clone()
                .any(|operation| operation.outcome == returned)
                && !operations.any(written)
        };
        if has(|call| matches!(call, Call::Append(_))) {
            Self::KeyValue
        } else if has(|call| matches!(call, Call::CompareAndSet { .. })) {
            Self::CasRegister
        } else if absent_is_empty() {
            Self::KeyValue
        } else {
            Self::Register
        }
    }

    /// Tells whether the model has such an operation.
    pub fn allows(self, call: &Call) -> bool {
        match call {
            Call::Read | Call::Write(_) => true,
            Call::CompareAndSet { .. } => self == Self::CasRegister,
            Call::Append(_) => self == Self::KeyValue,
        }
    }

    /// The operations that it has, in a sentence.
    pub(super) fn calls(self) -> &'static str {
        match self {
            Self::Register => "read or write",
            Self::CasRegister => "read, write or compare-and-set",
            Self::KeyValue => "get, put or append",
        }
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::CasRegister => "cas-register",
            Self::KeyValue => "kv",
        }
    }
}

impl FromStr for Model {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Register, Self::CasRegister, Self::KeyValue];
        choose(text, &all.map(|model| (model.name(), model)))
    }
}

impl FromStr for Nil {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        choose(
            text,
            &[("absent", Self::Absent), ("unknown", Self::Unknown)],
        )
    }
}

impl FromStr for FailedCas {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let all = [("observed", Self::Observed), ("no-effect", Self::NoEffect)];
        choose(text, &all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history;

    fn model(lines: &[&str]) -> Model {
        Model::of(&history::read(lines.join("\n").as_bytes()).unwrap())
    }

    #[test]
    fn the_model_is_the_simplest_that_fits() {
        let read = r#"{"process": 0, "type": "invoke", "f": "read", "key": "x"}"#;
        let empty = r#"{"process": 0, "type": "ok", "f": "read", "key": "x", "value": ""}"#;
        let write = r#"{"process": 1, "type": "invoke", "f": "write", "key": "y", "value": ""}"#;
        let cas = r#"{"process": 1, "type": "invoke", "f": "cas", "key": "y", "value": ["", "a"]}"#;
        let append = r#"{"process": 1, "type": "invoke", "f": "append", "key": "y", "value": "a"}"#;
        assert_eq!(model(&[read]), Model::Register);
        assert_eq!(model(&[read, empty]), Model::KeyValue);
        assert_eq!(model(&[read, empty, write]), Model::Register);
        assert_eq!(model(&[read, empty, cas]), Model::CasRegister);
        assert_eq!(model(&[read, append]), Model::KeyValue);
    }
    #[test]
    fn every_choice_has_its_word_and_others_are_refused() {
        for (word, model) in [
            ("register", Model::Register),
            ("cas-register", Model::CasRegister),
            ("kv", Model::KeyValue),
        ] {
            assert_eq!((word.parse(), model.name()), (Ok(model), word));
        }
        assert_eq!("absent".parse(), Ok(Nil::Absent));
        assert_eq!("unknown".parse(), Ok(Nil::Unknown));
        assert_eq!("observed".parse(), Ok(FailedCas::Observed));
        assert_eq!("no-effect".parse(), Ok(FailedCas::NoEffect));
        let refused = "none".parse::<Nil>().unwrap_err();
        assert_eq!(refused, "found \"none\", allowed is absent or unknown");
    }

    #[test]
    fn each_model_has_its_operations() {
        let (expected, new) = (Value::Int(1), Value::Int(2));
        let calls = [
            Call::Read,
            Call::Write(Value::Int(1)),
            Call::CompareAndSet { expected, new },
            Call::Append(Value::Int(1)),
        ];
        for (model, allowed, says) in [
            (Model::Register, [true, true, false, false], "read or write"),
            (
                Model::CasRegister,
                [true, true, true, false],
                "read, write or compare-and-set",
            ),
            (
                Model::KeyValue,
                [true, true, false, true],
                "get, put or append",
            ),
        ] {
            assert_eq!(calls.each_ref().map(|call| model.allows(call)), allowed);
            assert_eq!(model.calls(), says);
        }
    }
}
