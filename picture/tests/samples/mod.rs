//! Made-up systems and courses of values that the tests and the sample sheet draw.

pub(crate) mod courses;
pub(crate) mod stretches;
pub(crate) mod system;
pub(crate) mod systems;

use netsplit_core::summary::FaultSpan;
use netsplit_picture::chart::{self, ChartOptions, Style};
use netsplit_picture::diagram::{Marks, Selected};
use netsplit_picture::layout::Direction;
use netsplit_picture::scene::Scene;
use netsplit_picture::{sparkline, timeline};

use courses::{answers, curve, faults, histogram, latency, options, percentiles};
use systems::{chain, crowd, cycle, fan_out, fifty, hostile, placed, trouble, zones};

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
    [lines(), distributions(), strips()].concat()
}

fn lines() -> Vec<(&'static str, Scene)> {
    let faults = faults();
    let (latency, answers) = (latency(), answers());
    let mut slower = latency.clone();
    for value in slower.lines.iter_mut().flat_map(|line| &mut line.values) {
        *value *= 1.6;
    }
    let plain = options(&faults);
    let log = ChartOptions { log: true, ..plain };
    let compared = ChartOptions {
        hidden: &[2],
        baseline: Some(&slower),
        ..plain
    };
    let areas = ChartOptions {
        style: Style::Area,
        ..plain
    };
    let stack = ChartOptions {
        style: Style::Stacked,
        ..plain
    };
    let wide = ChartOptions {
        width: 1000.0,
        ..plain
    };
    let tiny = ChartOptions {
        width: 120.0,
        height: 70.0,
        ..plain
    };
    vec![
        ("lines", chart::draw(&latency, &plain)),
        ("lines-log", chart::draw(&latency, &log)),
        ("lines-hidden", chart::draw(&latency, &compared)),
        ("figure", chart::figure(&latency, &plain)),
        ("areas", chart::draw(&latency, &areas)),
        ("stack", chart::draw(&answers, &stack)),
        ("wide", chart::draw(&answers, &wide)),
        ("tiny", chart::draw(&answers, &tiny)),
    ]
}

fn distributions() -> Vec<(&'static str, Scene)> {
    let (data, marks) = (histogram(), percentiles());
    vec![
        ("histogram", chart::histogram(&data, 380.0, 180.0, &marks)),
        ("cdf", chart::cdf(&data, 380.0, 180.0, &marks)),
        ("curve", chart::curve(&curve(), 380.0, 180.0)),
    ]
}

fn strips() -> Vec<(&'static str, Scene)> {
    let faults = faults();
    let values = &latency().lines[2].values;
    let spark = sparkline::draw(values, 120.0, 24.0, Some(0.41), &[(0.27, 0.47)]);
    vec![
        ("heat", chart::heat_strip(values, 380.0, 14.0)),
        ("sparkline", spark),
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
