//! Kinds of nodes, a folder each: parameters, checks, plan, process, and what is observed of it.
//!
//! A kind is registered twice: as a variant of [`Kind`], which gives it its word in scenarios, and here.
//! Everybody else asks [`of`] for what it can do.

pub mod balancer;
pub mod client;
pub mod saga;
pub mod service;
pub mod store;

use crate::plan::NodeKind;
use crate::scenario::{Kind, Node};

/// What a node can do.
pub fn of(node: &Node) -> &dyn NodeKind {
    match &node.kind {
        Kind::Client(node) => node,
        Kind::Balancer(node) => node,
        Kind::Service(node) => node,
        Kind::Store(node) => node,
        Kind::Orchestrator(node) => node,
        Kind::Participant(node) => node,
    }
}
