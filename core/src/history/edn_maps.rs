//! Operation maps in EDN, as Jepsen and Knossos store histories.
//!
//! ```text
//! {:process 0, :type :invoke, :f :write, :value 3, :time 120}      one after another,
//! [{:process 0, :type :invoke, :f :read, :value nil}               or in one vector or list
//!  {:process 0, :type :ok, :f :read, :value 3}]
//! ```
//!
//! Key-value histories add `:key`, as those of Porcupine do. Other keys of a map are ignored.

use super::edn::{Form, Reader};
use super::event::{Fields, HistoryEvent};
use super::{Value, at_line};
use crate::params::Issue;

/// The events of a text.
pub(super) fn events(text: &str) -> Result<Vec<HistoryEvent>, Issue> {
    let mut reader = Reader::at_line(text, 1);
    let mut events = Vec::new();
    // Vectors are entered rather than read: a large one never stands in memory as a tree.
    loop {
        while reader.enter()? {}
        let line = reader.line();
        match reader.form()? {
            Some(form) => events.extend(event(line, form)?),
            None if reader.is_at_end()? => return Ok(events),
            None => {}
        }
    }
}

fn event(line: u32, form: Form) -> Result<Option<HistoryEvent>, Issue> {
    let pairs = match form {
        Form::Map(pairs) => pairs,
        other => {
            let found = Value::from(other);
            let problem = format!("found {found}, allowed is a map such as {{:process 0, ...}}");
            return Err(at_line(line, problem));
        }
    };
    let mut fields = Fields::default();
    for (name, value) in pairs {
        if let Some(slot) = name.name().and_then(|name| fields.slot(name)) {
            *slot = Some(value);
        }
    }
    fields.event(line)
}
