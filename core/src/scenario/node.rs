//! Nodes: what stands in a diagram.
//!
//! A kind of node declares its own parameters in its folder of `kinds`; what all nodes have is declared here, once.

use serde_json::Value;

use crate::kinds::balancer::params::Balancer;
use crate::kinds::client::params::Client;
use crate::kinds::saga::params::{Orchestrator, Participant};
use crate::kinds::service::params::Service;
use crate::kinds::store::params::Store;
use crate::params::{self, Field, Issues, Object, Param, Path, declare, tagged};

tagged! {
    /// Kind of a node.
    pub enum Kind by "kind" {
        /// Where requests come from.
        Client(Client) = "client",
        /// Passes each request on to one process behind it.
        Balancer(Balancer) = "balancer",
        /// Works on requests and may call others.
        Service(Service) = "service",
        /// Keeps keys and values.
        Store(Store) = "store",
        /// Carries out sagas: transactions of several steps, each with a compensation.
        Orchestrator(Orchestrator) = "orchestrator",
        /// Keeps accounts and carries out the steps of sagas.
        Participant(Participant) = "participant",
    }
}

declare! {
    /// What every node has.
    pub struct Common {
        /// The name shown in the diagram; the name of the node if left out.
        label: Option<String> = None;
        /// Where the node stands in the diagram; placed automatically if left out.
        place: Option<Place> = None, @fixed;
    }
}

declare! {
    /// A place in the diagram, in cells of a grid.
    pub struct Place {
        /// Column, from the left.
        x: f64, in 0.0..=100.0;
        /// Row, from the top.
        y: f64, in 0.0..=100.0;
    }
}

/// A node of the diagram.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// What every node has.
    pub common: Common,
    /// Its kind, with the parameters of that kind.
    pub kind: Kind,
}

impl Field for Node {
    const KIND: params::Kind = params::Kind::Group;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let mut object = Object::open(value, path, issues)?;
        let word = Kind::read_tag(&mut object, issues)?;
        let common = Common::read_fields(&mut object, issues);
        let kind = Kind::read_variant(word, &mut object, issues);
        object.close(issues);
        Some(Self {
            common: common?,
            kind: kind?,
        })
    }

    fn write(&self) -> Value {
        let mut value = self.kind.write();
        if let (Some(all), Value::Object(common)) = (value.as_object_mut(), self.common.write()) {
            all.extend(common);
        }
        value
    }

    fn schema() -> Value {
        let mut schema = Kind::schema();
        let common = Common::schema();
        for variant in schema["oneOf"].as_array_mut().into_iter().flatten() {
            let common = common["properties"].as_object().into_iter().flatten();
            for (name, property) in common {
                variant["properties"][name] = property.clone();
            }
        }
        schema
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        self.common.find(path).or_else(|| self.kind.find(path))
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        self.common.list(prefix, into);
        self.kind.list(prefix, into);
    }
}
