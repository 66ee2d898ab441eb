//! What a plan asks of a kind of node, instead of naming it.

use super::settings::{NodeSettings, Tables};
use super::shape::{Shape, Traits};
use crate::luck::Zipf;
use crate::params::{Issues, Money, Path, listed, shorten};
use crate::scenario::{Mix, Node, Scenario};
use crate::vocabulary::MessageKind;

/// A node in its scenario.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The name of the node.
    pub name: &'a str,
    /// What a node can do, whatever its kind.
    of: fn(&Node) -> &dyn NodeKind,
}

impl<'a> Site<'a> {
    /// The node of that name; `of` tells what a node can do.
    pub fn new(scenario: &'a Scenario, name: &'a str, of: fn(&Node) -> &dyn NodeKind) -> Self {
        Self { scenario, name, of }
    }

    /// What others may ask of the node of that name, if there is one.
    pub fn traits_of(&self, name: &str) -> Option<Traits> {
        let node = self.scenario.nodes.get(name)?;
        Some((self.of)(node).traits())
    }

    /// Reports calls of the node to what is not there, or may not be called.
    pub fn check_calls(&self, callees: &[&str], path: &Path, issues: &mut Issues) {
        for callee in callees {
            if let Some(problem) = self.problem(callee) {
                issues.add(path, problem);
            }
        }
    }

    fn problem(&self, callee: &str) -> Option<String> {
        let nodes = &self.scenario.nodes;
        let found = shorten(callee);
        let Some(node) = nodes.get(callee) else {
            let known = listed(nodes.keys().map(String::as_str));
            return Some(format!(
                "found a call to \"{found}\", allowed is one of {known}"
            ));
        };
        if let Some(why) = (self.of)(node).traits().refuses_calls {
            let kind = node.kind.word();
            return Some(format!("found a call to the {kind} {found}; {why}"));
        }
        (self.name == callee).then(|| format!("{found} calls itself"))
    }
}

/// What resolving a node needs.
pub struct Resolver<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What there is.
    pub shape: &'a Shape,
    /// Tables of keys, shared by all nodes.
    pub(crate) tables: &'a mut Tables,
    /// Index of the node.
    pub node: u16,
    /// Name of the node.
    pub name: &'a str,
}

impl Resolver<'_> {
    /// The table of the keys of a mix.
    ///
    /// # Errors
    /// If there are too many keys.
    pub fn keys(&mut self, mix: &Mix) -> Result<Zipf, String> {
        self.tables.of(mix)
    }
}

/// The processes that a node expands into.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hosting<'a> {
    /// Processes that do the work, or keep the data.
    pub replicas: u32,
    /// Processes beside them that keep no data and take the calls for those that do.
    pub coordinators: u32,
    /// Zones of the processes, in turn.
    pub zones: &'a [String],
    /// Price of one process a month.
    pub price: Money,
}

impl Hosting<'_> {
    /// All processes.
    pub fn processes(&self) -> u32 {
        self.replicas + self.coordinators
    }
}

/// A kind of node.
pub trait NodeKind {
    /// What others may ask of it.
    fn traits(&self) -> Traits;

    /// The processes that it expands into.
    fn hosting(&self) -> Hosting<'_>;

    /// Requests that one process works on at once, where that is limited.
    fn concurrency(&self) -> Option<u32> {
        None
    }

    /// A few words under the label. `processes` says how many there are, if that needs saying: `3 replicas, `.
    fn detail(&self, processes: &str) -> String;

    /// The nodes that it calls.
    fn callees(&self, _: Site<'_>) -> Vec<String> {
        Vec::new()
    }

    /// Kinds of the messages on a route that leads to it from another node.
    fn messages(&self) -> &'static [MessageKind] {
        CALL
    }

    /// Kinds of the messages between its own processes, if they talk to each other.
    fn peer_messages(&self) -> &'static [MessageKind] {
        &[]
    }

    /// Reports what is wrong with it, beyond single values out of range.
    fn check(&self, _: Site<'_>, _: &Path, _: &mut Issues) {}

    /// True if some of its calls to that node may write.
    fn writes_to(&self, _: Site<'_>, _: &str) -> bool {
        true
    }

    /// Its live values.
    ///
    /// # Errors
    /// If a value is refused by what it is for, such as a number of keys.
    fn settings(&self, resolver: &mut Resolver<'_>) -> Result<NodeSettings, Issues>;
}

/// Kinds of messages between a caller and a callee.
const CALL: &[MessageKind] = &[
    MessageKind::Read,
    MessageKind::Write,
    MessageKind::CompareAndSet,
    MessageKind::Success,
    MessageKind::Failure,
];
