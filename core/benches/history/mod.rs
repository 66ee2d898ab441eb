//! A linearizable history of any length, as JSON lines.

use netsplit_core::luck::{Draw, DrawKey, Entity, Luck, Purpose, Seed};

/// One operation: it takes effect at some moment between its two lines.
struct Operation {
    client: usize,
    invoked: f64,
    effect: f64,
    completed: f64,
    /// What is written; `None` for a read.
    written: Option<u32>,
    /// What the register holds afterwards, if anything was written by then.
    held: Option<u32>,
}

/// A history of so many operations, each client one after the other, most of the time all of them at once.
pub(crate) fn text(operations: u64, clients: usize) -> Vec<u8> {
    let mut free = vec![0.0; clients];
    let mut all: Vec<_> = (0..operations)
        .map(|ordinal| operation(ordinal, &mut free))
        .collect();
    all.sort_by(|one, other| one.effect.total_cmp(&other.effect));
    let mut held = None;
    for operation in &mut all {
        held = operation.written.or(held);
        operation.held = held;
    }
    let mut lines: Vec<(f64, String)> = all.iter().flat_map(Operation::lines).collect();
    lines.sort_by(|one, other| one.0.total_cmp(&other.0));
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    lines.concat().into_bytes()
}

/// The next operation of the client that is free first.
fn operation(ordinal: u64, free: &mut [f64]) -> Operation {
    let draw = |purpose| -> Draw {
        Luck::new(Seed(1)).draw(Entity::named("history"), purpose, DrawKey::ordinal(ordinal))
    };
    let client = (0..free.len())
        .min_by(|one, other| free[*one].total_cmp(&free[*other]))
        .unwrap_or_default();
    let invoked = free[client] + 0.2 * draw(Purpose::Think).uniform();
    let length = draw(Purpose::Work).uniform();
    free[client] = invoked + length;
    let writes = draw(Purpose::Operation).chance(0.5);
    Operation {
        client,
        invoked,
        effect: invoked + length * draw(Purpose::Latency).uniform(),
        completed: invoked + length,
        written: writes.then(|| draw(Purpose::Key).below(5)),
        held: None,
    }
}

impl Operation {
    fn lines(&self) -> [(f64, String); 2] {
        let client = self.client;
        let function = if self.written.is_some() {
            "write"
        } else {
            "read"
        };
        let line = |kind: &str, value: Option<u32>| {
            let value = value.map_or("null".to_owned(), |value| value.to_string());
            format!(
                "{{\"process\": {client}, \"type\": \"{kind}\", \"f\": \"{function}\", \"value\": {value}}}\n"
            )
        };
        [
            (self.invoked, line("invoke", self.written)),
            (self.completed, line("ok", self.held)),
        ]
    }
}
