//! The lines of processes, node by node.

use netsplit_core::sort;
use netsplit_core::topology::Topology;
use netsplit_core::views::SpaceTime;

use crate::geometry::{Point, Rect};
use crate::lettering::{Face, name};
use crate::scene::{Anchor, Element};

/// Distance between two lines of one node.
const LINE: f64 = 30.0;
/// Further distance between two nodes.
const NODE: f64 = 14.0;
/// Up to so many processes all have a line; of more only those where something happens.
const FEW: usize = 24;
/// Most lines.
const MOST: usize = 60;

/// Where the line of each process is.
pub(super) struct Lines {
    /// By index of the process.
    places: Vec<Option<f64>>,
    /// Height of all lines together.
    pub(super) height: f64,
}

impl Lines {
    pub(super) fn of(topology: &Topology, diagram: &SpaceTime, top: f64) -> Self {
        let processes = &topology.processes;
        let mut places = vec![None; processes.len()];
        let mut y = top;
        let mut node = None;
        for process in shown(processes.len(), diagram) {
            let Some(shape) = processes.get(process as usize) else {
                continue;
            };
            y += match node {
                None => LINE * 0.6,
                Some(node) if node == shape.node => LINE,
                Some(_) => LINE + NODE,
            };
            node = Some(shape.node);
            places[process as usize] = Some(y);
        }
        Self {
            places,
            height: y - top + LINE * 0.6,
        }
    }

    /// The height at which a process has its line.
    pub(super) fn y(&self, process: u32) -> Option<f64> {
        self.places.get(process as usize).copied().flatten()
    }

    pub(super) fn draw(&self, topology: &Topology, evidence: &[u32], plot: Rect) -> Vec<Element> {
        let mut all = Vec::new();
        for (index, (process, place)) in topology.processes.iter().zip(&self.places).enumerate() {
            let Some(y) = place else { continue };
            let (from, to) = (Point::new(plot.x, *y), Point::new(plot.right(), *y));
            let proves = evidence.contains(&(index as u32));
            let class = if proves {
                "p-life p-life-proof"
            } else {
                "p-life"
            };
            all.push(Element::line(class, from, to));
            let words = Face::Small
                .fit(&name(&process.name), plot.x - 12.0)
                .into_owned();
            let class = if proves { "p-bad" } else { "p-live" };
            let at = Point::new(plot.x - 8.0, y + 4.0);
            all.push(Element::words(class, Face::Small, at, Anchor::End, words));
        }
        all
    }
}

/// The processes that have a line.
fn shown(count: usize, diagram: &SpaceTime) -> Vec<u32> {
    if count <= FEW {
        return (0..count as u32).collect();
    }
    let ends = diagram
        .messages
        .iter()
        .flat_map(|message| [message.from, message.to]);
    let events = diagram.events.iter().map(|event| event.process);
    let statuses = diagram.statuses.iter().map(|status| status.process);
    let mut used: Vec<u32> = ends.chain(events).chain(statuses).collect();
    sort::ascending(&mut used);
    used.dedup();
    used.truncate(MOST);
    used
}
