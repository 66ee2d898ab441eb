//! Operation maps in EDN, as Jepsen and Knossos store histories.
//!
//! ```text
//! {:process 0, :type :invoke, :f :write, :value 3, :time 120}      one after another,
//! [{:process 0, :type :invoke, :f :read, :value nil}               or in one vector or list
//!  {:process 0, :type :ok, :f :read, :value 3}]
//! ```
//!
//! The fields are those of `json`, as keywords. Key-value histories add `:key`, as those of Porcupine do. Other keys of
//! a map are ignored, and so is the tag of a record such as `#jepsen.history.Op{...}`.

use super::edn::{Form, Reader};
use super::event::{Entry, Fields};
use super::{ReadOptions, Value, at_line};
use crate::params::Issue;

/// The entries of a text.
pub(super) fn entries(text: &str, options: &ReadOptions) -> Result<Vec<Entry>, Issue> {
    let mut reader = Reader::at_line(text, 1);
    let mut entries = Vec::new();
    // Vectors are entered rather than read: a large one never stands in memory as a tree.
    loop {
        while reader.enter()? {}
        let line = reader.line();
        match reader.form()? {
            Some(form) => entries.extend(entry(line, form, options)?),
            None if reader.is_at_end()? => return Ok(entries),
            None => {}
        }
    }
}

fn entry(line: u32, form: Form, options: &ReadOptions) -> Result<Option<Entry>, Issue> {
    let pairs = match form {
        Form::Map(pairs) => pairs,
        Form::Tagged(_, form) => return entry(line, *form, options),
        other => {
            let found = Value::from(other);
            let problem = format!("found {found}, allowed is a map such as {{:process 0, ...}}");
            return Err(at_line(line, problem));
        }
    };
    let mut fields = Fields::new(line, options);
    for (name, value) in pairs {
        if let Some(name) = name.name() {
            fields.put(name, value)?;
        }
    }
    fields.entry()
}
