//! Made-up systems and courses of values that the tests and the sample sheet draw.

use netsplit_core::frame::{Flight, Frame, ProcessFrame, RouteFrame};
use netsplit_core::outcome::{Chart, FaultSpan, Histogram, Line, Unit};
use netsplit_core::topology::{LinkShape, NodeShape, ProcessShape, RouteShape, Topology};
use netsplit_picture::chart::{self, ChartOptions, Style};
use netsplit_picture::diagram::{self, Marks, Selected};
use netsplit_picture::layout::{Direction, Layout};
use netsplit_picture::scene::Scene;
use netsplit_picture::{sparkline, timeline};

/// A small generator of numbers that look like chance (`SplitMix64`).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A number from 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Builds a system node by node.
#[derive(Default)]
pub(crate) struct System {
    pub(crate) topology: Topology,
    pub(crate) frame: Frame,
}

impl System {
    /// Adds a node whose processes are up.
    pub(crate) fn node(mut self, name: &str, kind: &str, detail: &str, replicas: u32) -> Self {
        let index = self.topology.nodes.len() as u32;
        let first = self.topology.processes.len() as u32;
        self.topology.nodes.push(NodeShape {
            name: name.to_owned(),
            label: name.to_owned(),
            kind: kind.to_owned(),
            detail: detail.to_owned(),
            first,
            replicas,
            concurrency: (kind != "client").then_some(8),
            place: None,
        });
        for replica in 1..=replicas {
            self.topology.processes.push(ProcessShape {
                name: format!("{name}/{replica}"),
                node: index,
                zone: "eu/a".to_owned(),
            });
            let busy = (first + replica * 3) % 9;
            let limited = kind != "client" && kind != "balancer";
            self.frame.processes.push(ProcessFrame {
                status: "up".to_owned(),
                busy: if limited { busy } else { 0 },
                queued: if limited && busy == 8 { 3 } else { 0 },
                utilisation: if limited { f64::from(busy) / 8.0 } else { 0.0 },
                rows: Vec::new(),
            });
        }
        self
    }

    /// Adds a call and its links.
    pub(crate) fn call(mut self, from: u32, to: u32, rate: f64) -> Self {
        let route = self.topology.routes.len() as u32;
        let name = |index: u32| self.topology.nodes[index as usize].name.clone();
        self.topology.routes.push(RouteShape {
            name: format!("{}->{}", name(from), name(to)),
            from,
            to,
        });
        self.frame.routes.push(RouteFrame {
            rate,
            failed: 0.0,
            cut: 0.0,
        });
        let members = |index: u32| {
            let node = &self.topology.nodes[index as usize];
            node.first..node.first + node.replicas
        };
        for (one, other) in members(from).flat_map(|a| members(to).map(move |b| (a, b))) {
            for (from, to) in [(one, other), (other, one)] {
                self.topology.links.push(LinkShape { from, to, route });
            }
        }
        self
    }

    /// Gives a process a state.
    pub(crate) fn state(mut self, process: usize, status: &str) -> Self {
        status.clone_into(&mut self.frame.processes[process].status);
        self
    }

    /// Gives a node a place.
    pub(crate) fn place(mut self, node: usize, column: f64, row: f64) -> Self {
        self.topology.nodes[node].place = Some((column, row));
        self
    }

    /// Puts processes into three zones, in turn.
    pub(crate) fn zones(mut self) -> Self {
        for (index, process) in self.topology.processes.iter_mut().enumerate() {
            ["eu/a", "eu/b", "us/a"][index % 3].clone_into(&mut process.zone);
        }
        self
    }

    /// Puts messages in flight.
    pub(crate) fn messages(mut self, count: u32) -> Self {
        let mut chance = Chance(7);
        for request in 0..count {
            let link = chance.below(self.topology.links.len() as u64) as u32;
            let kind = if link.is_multiple_of(2) {
                ["read", "write", "read"][chance.below(3) as usize]
            } else {
                ["success", "success", "success", "failure"][chance.below(4) as usize]
            };
            self.frame.messages.push(Flight {
                link,
                progress: chance.share(),
                kind: kind.to_owned(),
                request,
                attempt: 1,
            });
        }
        self.frame.at = 12.43;
        self
    }

    /// Its diagram.
    pub(crate) fn drawn(&self, direction: Direction, marks: &Marks) -> Scene {
        let layout = Layout::of(&self.topology, direction);
        diagram::draw(&self.topology, &layout, &self.frame, marks)
    }
}

/// Clients, a balancer, a service with three replicas, a store.
pub(crate) fn chain() -> System {
    System::default()
        .node("clients", "client", "320 /s, Poisson", 1)
        .node("balancer", "balancer", "least requests", 1)
        .node("app", "service", "3 replicas, 8 slots each", 3)
        .node("store", "store", "1 replica, 20 slots", 1)
        .call(0, 1, 320.0)
        .call(1, 2, 318.0)
        .call(2, 3, 274.0)
        .messages(24)
}

/// The same with every kind of trouble.
pub(crate) fn trouble() -> System {
    let mut system = System::default()
        .node("readers", "client", "320 /s, 16 users", 1)
        .node("writers", "client", "180 /s, Poisson", 1)
        .node("api", "service", "4 replicas, 8 slots each", 4)
        .node("cache", "store", "2 replicas", 2)
        .node("store", "store", "1 replica, 20 slots", 1)
        .node("mail", "service", "2 replicas", 2)
        .call(0, 2, 320.0)
        .call(1, 2, 180.0)
        .call(2, 3, 2740.0)
        .call(2, 4, 98.5)
        .call(2, 5, 0.4)
        .messages(40)
        .state(3, "paused")
        .state(4, "crashed")
        .state(5, "host down")
        .state(8, "crashed")
        .state(9, "host down")
        .state(10, "host down");
    system.frame.routes[0].failed = 0.124;
    system.frame.routes[2].cut = 0.5;
    system.frame.routes[3].failed = 1.0;
    system.frame.routes[4].cut = 1.0;
    system.frame.processes[2].queued = 1234;
    system
}

/// One service that calls twelve.
pub(crate) fn fan_out() -> System {
    let mut system = System::default()
        .node("clients", "client", "1,200 /s", 1)
        .node("gateway", "service", "2 replicas, 64 slots each", 2)
        .call(0, 1, 1200.0);
    for (index, name) in [
        "accounts",
        "basket",
        "catalogue",
        "delivery",
        "emails",
        "fraud",
        "geo",
        "history",
        "inventory",
        "journal",
        "kiosk",
        "ledger",
    ]
    .iter()
    .enumerate()
    {
        let node = index as u32 + 2;
        system = system.node(name, "service", "8 slots", 1 + node % 3).call(
            1,
            node,
            f64::from(node * node * 17),
        );
    }
    system.messages(60)
}

/// Fifty nodes in five layers.
pub(crate) fn fifty() -> System {
    let mut chance = Chance(11);
    let mut system = System::default().node("clients", "client", "9,000 /s", 1);
    system = system
        .node("gateway", "balancer", "round robin", 1)
        .call(0, 1, 9000.0);
    for index in 2..50 {
        let kind = if index >= 40 { "store" } else { "service" };
        let name = format!("{kind}-{index}");
        system = system.node(&name, kind, "8 slots each", 1 + chance.below(4) as u32);
    }
    for index in 2..50u32 {
        let caller = match index {
            2..12 => 1,
            12..26 => 2 + chance.below(10) as u32,
            26..40 => 12 + chance.below(14) as u32,
            _ => 26 + chance.below(14) as u32,
        };
        system = system.call(caller, index, 10.0 + 900.0 * chance.share());
    }
    system.call(3, 45, 77.0).call(14, 47, 12.0).messages(400)
}

/// A service with so many replicas, a few of them in trouble.
pub(crate) fn crowd(replicas: u32) -> System {
    let mut system = System::default()
        .node("clients", "client", "20,000 /s", 1)
        .node("workers", "service", "8 slots each", replicas)
        .node("store", "store", "sharded", 9)
        .call(0, 1, 20_000.0)
        .call(1, 2, 41_234.0)
        .messages(300);
    for (process, status) in [
        (4, "crashed"),
        (9, "paused"),
        (17, "host down"),
        (30, "crashed"),
    ] {
        system = system.state(process, status);
    }
    system
}

/// Several zones.
pub(crate) fn zones() -> System {
    System::default()
        .node("clients", "client", "320 /s", 2)
        .node("app", "service", "5 replicas, 8 slots each", 5)
        .node("store", "store", "3 replicas, quorum", 3)
        .call(0, 1, 320.0)
        .call(1, 2, 600.0)
        .messages(20)
        .zones()
}

/// Calls that go back, skip layers, stay in a layer, and stay at home.
pub(crate) fn cycle() -> System {
    System::default()
        .node("clients", "client", "50 /s", 1)
        .node("orders", "service", "2 replicas", 2)
        .node("payments", "service", "2 replicas", 2)
        .node("ledger", "store", "1 replica", 1)
        .node("audit", "service", "1 replica", 1)
        .call(0, 1, 50.0)
        .call(1, 2, 48.0)
        .call(2, 3, 47.0)
        .call(2, 1, 5.0)
        .call(1, 3, 99.0)
        .call(3, 4, 12.0)
        .call(4, 4, 1.0)
        .call(0, 4, 3.0)
        .messages(30)
}

/// Places by the author, two nodes in the same column that call each other.
pub(crate) fn placed() -> System {
    System::default()
        .node("clients", "client", "50 /s", 1)
        .node("left", "service", "2 replicas", 2)
        .node("right", "service", "2 replicas", 2)
        .node(
            "a name of a node with exactly forty sig",
            "store",
            "with many words about what it is and does",
            1,
        )
        .call(0, 1, 50.0)
        .call(0, 2, 50.0)
        .call(1, 2, 47.0)
        .call(2, 3, 47.0)
        .messages(12)
        .place(0, 0.0, 0.5)
        .place(1, 1.0, 0.0)
        .place(2, 1.0, 1.0)
        .place(3, 2.0, 1.0)
}

/// Names that try to break out.
pub(crate) fn hostile() -> System {
    let long = "W".repeat(4000);
    System::default()
        .node(
            "<script>alert('x')</script>",
            "client",
            "a\u{0}b\u{1b}[31m",
            1,
        )
        .node(
            "\"><img src=x onerror=alert(1)>",
            "service",
            "&amp; ]]> <!-- -->",
            2,
        )
        .node(&long, "store", &long, 1)
        .node(
            "\u{202e}gnp.exe \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
            "store",
            "\u{645}\u{631}\u{62d}\u{628}\u{627}",
            1,
        )
        .node("", "", "", 1)
        .node(
            "\u{6f22}\u{5b57}\u{306e}\u{540d}\u{524d}\u{1f980}",
            "service",
            "Z\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}algo",
            1,
        )
        .call(0, 1, 50.0)
        .call(1, 2, 50.0)
        .call(1, 3, f64::NAN)
        .call(1, 4, f64::INFINITY)
        .call(1, 5, -4.0)
        .messages(20)
}

/// Two faults that follow each other, and one that overlaps both.
pub(crate) fn faults() -> Vec<FaultSpan> {
    let fault = |label: &str, from: f64, to: f64| FaultSpan {
        label: label.to_owned(),
        from,
        to,
    };
    vec![
        fault("app/1 crashes", 8.0, 14.0),
        fault("store is slow", 12.0, 20.0),
        fault("app/2 pauses for a very long while indeed", 12.5, 13.0),
        fault("link app to store is cut", 24.0, 30.0),
    ]
}

/// Latency over thirty seconds, with a hump and a gap.
pub(crate) fn latency() -> Chart {
    let mut chance = Chance(3);
    let mut line = |name: &str, base: f64, hump: f64| {
        let mut values: Vec<f64> = (0..120)
            .map(|bin| {
                let seconds = f64::from(bin) * 0.25;
                let inside = (8.0..14.0).contains(&seconds);
                base * (1.0 + 0.2 * chance.share()) + if inside { hump } else { 0.0 }
            })
            .collect();
        values[70..76].fill(f64::NAN);
        values[73] = base;
        Line {
            name: name.to_owned(),
            values,
        }
    };
    Chart {
        id: "latency".to_owned(),
        title: "Latency".to_owned(),
        unit: Unit::Seconds,
        bin: 0.25,
        lines: vec![
            line("p50", 0.08, 0.05),
            line("p90", 0.14, 0.2),
            line("p99", 0.2, 1.1),
        ],
    }
}

/// Answers over thirty seconds.
pub(crate) fn answers() -> Chart {
    let mut chance = Chance(5);
    let mut line = |name: &str, base: f64, other: f64| Line {
        name: name.to_owned(),
        values: (0..120)
            .map(|bin| {
                let inside = (32..56).contains(&bin);
                (if inside { other } else { base }) * (0.9 + 0.2 * chance.share())
            })
            .collect(),
    };
    Chart {
        id: "answers".to_owned(),
        title: "Answers".to_owned(),
        unit: Unit::PerSecond,
        bin: 0.25,
        lines: vec![
            line("success", 480.0, 200.0),
            line("timeout", 4.0, 180.0),
            line("rejected", 2.0, 90.0),
        ],
    }
}

/// Latencies of ten thousand requests.
pub(crate) fn histogram() -> Histogram {
    let bounds: Vec<f64> = (0..=60)
        .map(|i| 0.005 * libm::pow(1.1, f64::from(i)))
        .collect();
    let height = |bin: i32, middle: f64, wide: f64| {
        libm::exp(-(f64::from(bin) - middle) * (f64::from(bin) - middle) / wide)
    };
    let counts = (0..60)
        .map(|bin| (1800.0 * height(bin, 28.0, 60.0) + 90.0 * height(bin, 50.0, 30.0)) as u64)
        .collect();
    Histogram { bounds, counts }
}

/// Marks for a histogram.
pub(crate) fn percentiles() -> Vec<(String, f64)> {
    [
        ("p50", 0.072),
        ("p90", 0.13),
        ("p99", 0.61),
        ("p99.9", 0.72),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// Options of a chart over thirty seconds.
pub(crate) fn options(faults: &[FaultSpan]) -> ChartOptions<'_> {
    ChartOptions {
        width: 380.0,
        height: 180.0,
        cursor: Some(12.43),
        duration: 30.0,
        window: (3.0, 28.0),
        faults,
        ..ChartOptions::default()
    }
}

/// Every diagram, by name.
pub(crate) fn diagrams() -> Vec<(&'static str, Scene)> {
    let plain = Marks::default();
    let marked = Marks {
        selected: Some(Selected::Node("cache".to_owned())),
        evidence_processes: vec![2, 6],
        interactive: true,
    };
    let (across, down) = (Direction::Across, Direction::Down);
    vec![
        ("chain", chain().drawn(across, &plain)),
        ("chain-down", chain().drawn(down, &plain)),
        ("trouble", trouble().drawn(across, &marked)),
        ("trouble-down", trouble().drawn(down, &marked)),
        ("fan-out", fan_out().drawn(across, &plain)),
        ("fan-out-down", fan_out().drawn(down, &plain)),
        ("zones", zones().drawn(across, &plain)),
        ("zones-down", zones().drawn(down, &plain)),
        ("cycle", cycle().drawn(across, &plain)),
        ("cycle-down", cycle().drawn(down, &plain)),
        ("placed", placed().drawn(across, &plain)),
        ("hostile", hostile().drawn(across, &plain)),
        ("crowd-60", crowd(60).drawn(across, &plain)),
        ("crowd-60-down", crowd(60).drawn(down, &plain)),
        ("crowd-200", crowd(200).drawn(across, &plain)),
        ("fifty", fifty().drawn(across, &plain)),
        ("fifty-down", fifty().drawn(down, &plain)),
    ]
}

/// Every chart, by name.
pub(crate) fn charts() -> Vec<(&'static str, Scene)> {
    let faults = faults();
    let (latency, answers, histogram, marks) = (latency(), answers(), histogram(), percentiles());
    let plain = options(&faults);
    let mut slower = latency.clone();
    for value in slower.lines.iter_mut().flat_map(|line| &mut line.values) {
        *value *= 1.6;
    }
    let line = |options: ChartOptions<'_>| chart::draw(&latency, &options);
    vec![
        ("lines", line(plain)),
        ("lines-log", line(ChartOptions { log: true, ..plain })),
        (
            "lines-hidden",
            line(ChartOptions {
                hidden: &[2],
                baseline: Some(&slower),
                ..plain
            }),
        ),
        ("figure", chart::figure(&latency, &plain)),
        (
            "areas",
            line(ChartOptions {
                style: Style::Area,
                ..plain
            }),
        ),
        (
            "stack",
            chart::draw(
                &answers,
                &ChartOptions {
                    style: Style::Stacked,
                    ..plain
                },
            ),
        ),
        (
            "wide",
            chart::draw(
                &answers,
                &ChartOptions {
                    width: 1000.0,
                    ..plain
                },
            ),
        ),
        (
            "tiny",
            chart::draw(
                &answers,
                &ChartOptions {
                    width: 120.0,
                    height: 70.0,
                    ..plain
                },
            ),
        ),
        (
            "histogram",
            chart::histogram(&histogram, 380.0, 180.0, &marks),
        ),
        ("cdf", chart::cdf(&histogram, 380.0, 180.0, &marks)),
        (
            "heat",
            chart::heat_strip(&latency.lines[2].values, 380.0, 14.0),
        ),
        (
            "sparkline",
            sparkline::draw(
                &latency.lines[2].values,
                120.0,
                24.0,
                Some(0.41),
                &[(0.27, 0.47)],
            ),
        ),
        ("timeline", timed(860.0, 76.0, &faults)),
        ("timeline-phone", timed(390.0, 76.0, &faults)),
        ("timeline-low", timed(390.0, 62.0, &faults)),
    ]
}

fn timed(width: f64, height: f64, faults: &[FaultSpan]) -> Scene {
    timeline::draw(&timeline::TimelineOptions {
        width,
        height,
        duration: 30.0,
        cursor: 12.43,
        faults,
        cues: &[
            (5.0, "watch the queue".to_owned()),
            (20.3, "it heals".to_owned()),
        ],
        evidence: &[12.43],
        window: (3.0, 28.0),
    })
}
