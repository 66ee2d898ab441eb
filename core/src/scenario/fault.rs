//! What goes wrong and when. An intervention of the page is a fault that was added by hand.
//!
//! Faults are a list, because their order decides between those that begin at one moment, and because interventions
//! are added at its end. A fault may have a name; paths then say `faults.outage.lasts` instead of `faults.1.lasts`.
//!
//! A target names processes: `app` all of a node, `app/2` its second process, `zone:eu/a` or
//! `region:eu` all that is there, `leader:db` whoever leads that store when the fault begins, and
//! `leader:db+1` also the replica after it.

use serde_json::Value;

use crate::params::{
    Field, Issues, Kind, Object, Param, Path, Share, choices, declare, is_item_name, tagged,
};
use crate::time::Span;

/// Something that goes wrong, with its moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    /// Name and moment.
    pub occasion: Occasion,
    /// What goes wrong.
    pub kind: FaultKind,
}

declare! {
    /// What every fault has, whatever goes wrong.
    pub struct Occasion {
        /// Name in paths, such as `outage` in `faults.outage.lasts`; without one, its number in the list from 0 on.
        name: Option<String> = None, @fixed;
        /// When it begins.
        at: Span, in 0.0..=86400.0;
    }
}

tagged! {
    /// What goes wrong.
    pub enum FaultKind by "fault" {
        /// Processes or whole hosts stop and lose all that is not on disk.
        Crash(Crash) = "crash",
        /// Processes stop and come back after their boot time.
        Restart(Restart) = "restart",
        /// Processes fail at random moments and come back, each on its own.
        Outages(Outages) = "outages",
        /// Processes stand still, keep everything, and answer late.
        Pause(Pause) = "pause",
        /// Work takes longer by a factor.
        Slow(Slow) = "slow",
        /// Messages between two groups do not pass.
        Cut(Cut) = "cut",
        /// Links take longer.
        Latency(Latency) = "latency",
        /// Links lose more.
        Loss(Loss) = "loss",
        /// Processes answer a share of the requests with an error.
        Errors(Errors) = "errors",
        /// The clocks of hosts are wrong.
        Clock(Clock) = "clock",
        /// A parameter has another value from now on.
        Set(Set) = "set",
    }
}

choices! {
    /// What crashes.
    pub enum Scope {
        /// The process: its host refuses connections.
        Process = "process",
        /// The host: silence.
        Host = "host",
    }
}

declare! {
    /// Processes or whole hosts stop and lose all that is not on disk.
    pub struct Crash {
        /// Until it is back; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// What crashes: a node, one of its processes such as `db/2`, `zone:eu/a`, `region:eu`, or
        /// `leader:db`, whoever leads that store at that moment.
        target: String;
        /// The process (connections are refused) or its host (silence).
        scope: Scope = Scope::Process;
    }
}

declare! {
    /// Processes stop and come back after their boot time.
    pub struct Restart {
        /// What restarts.
        target: String;
        /// How long it takes to come back.
        boot: Span = Span::from_millis(2000), in 0.000_001..=3600.0;
    }
}

declare! {
    /// Processes fail at random moments and come back, each on its own. A process is up for MTTF / (MTTF + MTTR) of the time.
    pub struct Outages {
        /// How long this goes on; for the rest of the run if left out. At the end all are back.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// What fails: a node, one of its processes such as `db/2`, `zone:eu/a`, `region:eu`, or `leader:db`,
        /// whoever leads that store at the beginning.
        target: String;
        /// Mean time to failure: how long a process stays up on average; exponential, so it does not age.
        mttf: Span = Span::from_millis(99_000), in 0.000_1..=86400.0;
        /// Mean time to repair: how long it stays down on average; exponential.
        mttr: Span = Span::from_millis(1_000), in 0.000_1..=86400.0;
        /// The process (connections are refused) or its host (silence).
        scope: Scope = Scope::Process;
    }
}

declare! {
    /// Processes stand still, keep everything, and answer late.
    pub struct Pause {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// What pauses.
        target: String;
    }
}

declare! {
    /// Work takes longer by a factor.
    pub struct Slow {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// What is slow.
        target: String;
        /// How many times longer work takes that begins meanwhile.
        factor: f64 = 10.0, in 0.01..=10_000.0;
    }
}

declare! {
    /// Messages between two groups do not pass.
    pub struct Cut {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// Targets on one side; `leader:db+1` is whoever leads db at that moment, and the replica after it.
        from: Vec<String>;
        /// Targets on the other side; all the rest if left out.
        to: Option<Vec<String>> = None;
        /// Only messages from `from` to `to` are stopped.
        one_way: bool = false;
    }
}

declare! {
    /// Links take longer.
    pub struct Latency {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// Targets on one side; every link if left out.
        from: Option<Vec<String>> = None;
        /// Targets on the other side; all the rest if left out.
        to: Option<Vec<String>> = None;
        /// Added to the latency of each message, one way.
        add: Span = Span::from_millis(100), in 0.0..=3600.0;
    }
}

declare! {
    /// Links lose more.
    pub struct Loss {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// Targets on one side; every link if left out.
        from: Option<Vec<String>> = None;
        /// Targets on the other side; all the rest if left out.
        to: Option<Vec<String>> = None;
        /// Share of transmissions lost, in place of the link's own where that is smaller.
        share: Share = Share(0.1), in 0.0..=1.0;
    }
}

declare! {
    /// Processes answer a share of the requests with an error.
    pub struct Errors {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// What answers with errors.
        target: String;
        /// Share of the requests.
        share: Share = Share(0.1), in 0.0..=1.0;
    }
}

declare! {
    /// The clocks of hosts are wrong; timers run by them.
    pub struct Clock {
        /// How long; for the rest of the run if left out.
        lasts: Option<Span> = None, in 0.000_001..=86400.0;
        /// Whose hosts.
        target: String;
        /// How far ahead the clock is set; behind if `behind` is true.
        offset: Span = Span::ZERO, in 0.0..=86400.0;
        /// The offset is backwards.
        behind: bool = false;
        /// How fast the clock runs: 1 is right, 1.1 gains six minutes an hour.
        rate: f64 = 1.0, in 0.1..=10.0;
    }
}

declare! {
    /// A parameter has another value from now on.
    pub struct Set {
        /// Path of the parameter, such as `nodes.app.concurrency`.
        path: String;
        /// Its value from then on.
        value: Value;
    }
}

impl Fault {
    /// When it begins.
    pub fn at(&self) -> Span {
        self.occasion.at
    }

    /// How long it lasts; `None` for the rest of the run.
    pub fn lasts(&self) -> Option<Span> {
        match &self.kind {
            FaultKind::Crash(fault) => fault.lasts,
            FaultKind::Restart(fault) => Some(fault.boot),
            FaultKind::Outages(fault) => fault.lasts,
            FaultKind::Pause(fault) => fault.lasts,
            FaultKind::Slow(fault) => fault.lasts,
            FaultKind::Cut(fault) => fault.lasts,
            FaultKind::Latency(fault) => fault.lasts,
            FaultKind::Loss(fault) => fault.lasts,
            FaultKind::Errors(fault) => fault.lasts,
            FaultKind::Clock(fault) => fault.lasts,
            FaultKind::Set(_) => None,
        }
    }

    /// Its path: by its name if it has one, else by its place in the list.
    pub fn path(&self, index: usize) -> Path {
        let number = index.to_string();
        let name = self.name().filter(|name| is_item_name(name));
        Path::root().child("faults").child(name.unwrap_or(&number))
    }
}

/// Name, moment and kind stand side by side in one object.
impl Field for Fault {
    const KIND: Kind = Kind::Group;
    const NAMED: bool = true;

    fn read(value: &Value, path: &Path, issues: &mut Issues) -> Option<Self> {
        let mut object = Object::open(value, path, issues)?;
        let word = FaultKind::read_tag(&mut object, issues)?;
        let occasion = Occasion::read_fields(&mut object, issues);
        let kind = FaultKind::read_variant(word, &mut object, issues);
        object.close(issues);
        let (occasion, kind) = (occasion?, kind?);
        Some(Self { occasion, kind })
    }

    fn write(&self) -> Value {
        let mut value = self.kind.write();
        if let (Value::Object(all), Value::Object(more)) = (&mut value, self.occasion.write()) {
            all.extend(more);
        }
        value
    }

    fn schema() -> Value {
        let occasion = Occasion::schema();
        let mut schema = FaultKind::schema();
        for variant in schema["oneOf"].as_array_mut().into_iter().flatten() {
            if let (Some(all), Value::Object(more)) = (
                variant["properties"].as_object_mut(),
                &occasion["properties"],
            ) {
                all.extend(more.clone());
            }
            if let (Some(all), Value::Array(more)) =
                (variant["required"].as_array_mut(), &occasion["required"])
            {
                all.extend(more.iter().cloned());
            }
        }
        schema
    }

    fn find(&self, path: &[&str]) -> Option<Param> {
        self.occasion.find(path).or_else(|| self.kind.find(path))
    }

    fn list(&self, prefix: &str, into: &mut Vec<(String, Param)>) {
        self.occasion.list(prefix, into);
        self.kind.list(prefix, into);
    }

    fn name(&self) -> Option<&str> {
        self.occasion.name.as_deref()
    }
}
