//! Steps of handlers.

use serde_json::{Value, json};

use crate::luck::Distribution;
use crate::params::{Field, Issues, Kind, Param, Path, declare, one_entry};

/// One step of a handler.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// Work that keeps the slot busy for a time.
    Work(Distribution),
    /// A call to another node; the handler fails if the call does.
    Call(String),
    /// Calls to several nodes at once; all must succeed.
    Parallel(Vec<String>),
    /// Calls to several nodes at once that nobody waits for, whatever becomes of them.
    Async(Vec<String>),
    /// A read of the request's key at a store, whatever the request does.
    Read(String),
    /// A write of that key to the store that was read just before, if it still has the value that was read; else the
    /// handler ends with a conflict.
    CompareAndSet(String),
    /// Steps, and what is done instead of the rest of them where one fails.
    Try(TryElse),
}

declare! {
    /// Steps, and what is done instead of the rest of them where one fails.
    pub struct TryElse {
        /// The steps that are tried.
        r#try: Steps, @fixed;
        /// The steps that follow where one of those fails. Without any the handler goes on as if nothing had failed.
        r#else: Steps = Steps(Vec::new()), @fixed;
    }
}

/// Steps within a step.
#[derive(Clone, PartialEq, Debug)]
pub struct Steps(pub Vec<Step>);

impl Field for Steps {
    const KIND: Kind = Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        Vec::read(value, path, issues).map(Self)
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    /// A reference, because steps hold steps: see [`super::schema`].
    fn schema() -> Value {
        json!({ "type": "array", "items": { "$ref": "#/$defs/step" } })
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        self.0.find(path)
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        self.0.list(prefix, into);
    }
}

impl Step {
    /// The nodes that this step calls, and the steps within it.
    pub fn callees(&self) -> Vec<&str> {
        match self {
            Self::Work(_) => Vec::new(),
            Self::Call(callee) | Self::Read(callee) | Self::CompareAndSet(callee) => {
                vec![callee]
            }
            Self::Parallel(callees) | Self::Async(callees) => {
                callees.iter().map(String::as_str).collect()
            }
            Self::Try(_) => self.within().flat_map(Self::callees).collect(),
        }
    }

    /// The steps within it.
    pub fn within(&self) -> impl Iterator<Item = &Self> {
        let parts = if let Self::Try(guarded) = self {
            [&guarded.r#try.0[..], &guarded.r#else.0]
        } else {
            [&[][..]; 2]
        };
        parts.into_iter().flatten()
    }

    /// How deep steps are nested in it: 1 if it holds none.
    pub fn depth(&self) -> usize {
        1 + self.within().map(Self::depth).max().unwrap_or_default()
    }

    fn work_param() -> Param {
        Param {
            name: "work",
            kind: Kind::Distribution,
            help: "Time of work of this step of the handler.".to_owned(),
            min: f64::NEG_INFINITY,
            max: f64::INFINITY,
            default: Value::Null,
            optional: false,
            required: true,
            live: true,
            tag: false,
        }
    }
}

one_entry! {
    Step {
        [Try(TryElse) = "try": "{\"try\": [steps], \"else\": [steps]}"]
        Work(Distribution) = "work": "time",
        Call(String) = "call": "node",
        Parallel(Vec<String>) = "parallel": "[nodes]",
        Async(Vec<String>) = "async": "[nodes]",
        Read(String) = "read": "store",
        CompareAndSet(String) = "compare_and_set": "store",
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        match (self, path) {
            (Self::Work(_), ["work"]) => Some(Self::work_param()),
            (Self::Try(guarded), _) => guarded.find(path),
            (_, _) => None,
        }
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        match self {
            Self::Work(_) => into.push((format!("{prefix}.work"), Self::work_param())),
            Self::Try(guarded) => guarded.list(prefix, into),
            Self::Call(_)
            | Self::Parallel(_)
            | Self::Async(_)
            | Self::Read(_)
            | Self::CompareAndSet(_) => {}
        }
    }
}
