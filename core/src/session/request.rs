//! What the page and its worker say to each other.

use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::panel::{LogLine, StateTable};
use crate::summary::Summary;
use crate::views::{Operations, SpaceTime, WantedOperations, WantedSpaceTime};

/// What the page asks of the worker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Run a scenario. A newer run replaces one that is not done.
    Run {
        /// Number of the run, growing.
        run: u32,
        /// The scenario as JSON text.
        scenario: String,
        /// The seed.
        seed: u32,
        /// The cursor, in seconds: the answer has the frame there.
        at: f64,
    },
    /// Frames of a run at these moments, in seconds.
    Frames {
        /// Number of the run that is meant.
        run: u32,
        /// The moments, in seconds.
        at: Vec<f64>,
    },
    /// The next or the previous moment at which something happens.
    Step {
        /// Number of the run that is meant.
        run: u32,
        /// From where, in seconds.
        at: f64,
        /// Forward, else back.
        forward: bool,
    },
    /// What happened around a moment, as sentences.
    Log {
        /// Number of the run that is meant.
        run: u32,
        /// The moment, in seconds.
        at: f64,
        /// Lines before and after it, at most.
        lines: u32,
    },
    /// What the processes of a node hold at a moment.
    Inspect {
        /// Number of the run that is meant.
        run: u32,
        /// The moment, in seconds.
        at: f64,
        /// Index of the node in the topology.
        node: u32,
    },
    /// Operations of a stretch, as bars in lanes.
    Operations {
        /// Number of the run that is meant.
        run: u32,
        /// Which of them.
        wanted: WantedOperations,
    },
    /// Messages and events of a stretch, and what caused what.
    SpaceTime {
        /// Number of the run that is meant.
        run: u32,
        /// Which of them.
        wanted: WantedSpaceTime,
    },
}

/// What the worker answers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// A run is done. The values of the charts travel beside it, see [`Summary::detach`].
    Ran {
        /// Number of the run.
        run: u32,
        /// What it came to.
        summary: Box<Summary>,
        /// The frame at the cursor.
        frame: Frame,
    },
    /// A scenario was refused.
    Refused {
        /// Number of the run.
        run: u32,
        /// Everything that is wrong with it: path and problem.
        issues: Vec<(String, String)>,
    },
    /// Frames, in the order of the question.
    Frames {
        /// Number of the run.
        run: u32,
        /// The frames.
        frames: Vec<Frame>,
    },
    /// The frame at the moment that was stepped to.
    Stepped {
        /// Number of the run.
        run: u32,
        /// The frame.
        frame: Frame,
    },
    /// What happened, oldest first.
    Log {
        /// Number of the run.
        run: u32,
        /// The lines.
        lines: Vec<LogLine>,
    },
    /// What the processes of a node hold.
    Inspected {
        /// Number of the run.
        run: u32,
        /// Index of the node in the topology.
        node: u32,
        /// The moment, in seconds.
        at: f64,
        /// Their logs, versions or steps, as rows; nothing where there is nothing of the kind.
        state_tables: Vec<StateTable>,
    },
    /// Operations of a stretch.
    Operations {
        /// Number of the run.
        run: u32,
        /// The operations.
        operations: Operations,
    },
    /// Messages and events of a stretch.
    SpaceTime {
        /// Number of the run.
        run: u32,
        /// The diagram.
        diagram: SpaceTime,
    },
}
