//! What holds for every chart and timeline, whatever the values and the sizes are.

#[allow(dead_code, reason = "each test uses a part of it")]
mod markup;
#[allow(dead_code, reason = "each test uses a part of it")]
mod samples;

use markup::{NAMES, sound, walk, words_stay};
use netsplit_core::summary::{Chart, Curve, FaultSpan, Histogram, Line};
use netsplit_core::unit::Unit;
use netsplit_picture::STYLE;
use netsplit_picture::chart::{self, ChartOptions, Style};
use netsplit_picture::scene::Shape;
use netsplit_picture::timeline::{self, TimelineOptions};
use samples::courses;
use samples::stretches::stretches;
use samples::system::Chance;

#[test]
fn every_class_of_a_shape_is_in_the_style_sheet() {
    let all = [samples::diagrams(), samples::charts(), stretches()].concat();
    for (name, scene) in &all {
        walk(&scene.elements, &mut |element| {
            if matches!(element.shape, Shape::Group(_)) {
                return;
            }
            for class in element.class.split(' ').filter(|class| !class.is_empty()) {
                let rule = format!(".{class} ");
                let known = STYLE.contains(&rule) || STYLE.contains(&format!(".{class},"));
                assert!(known, "{name}: {class}");
            }
        });
    }
}

/// A chart with any values, NaN and infinities among them.
fn any_chart(seed: u64) -> Chart {
    let mut chance = Chance(seed);
    let units = [
        Unit::Share,
        Unit::Seconds,
        Unit::PerSecond,
        Unit::Count,
        Unit::Times,
        Unit::Dollars,
    ];
    let size = libm::pow(10.0, 12.0 * chance.share() - 6.0);
    let mut line = || Line {
        name: NAMES[chance.below(8) as usize].to_owned(),
        values: (0..chance.below(9000))
            .map(|_| match chance.below(40) {
                0 => f64::NAN,
                1 => f64::INFINITY,
                2 => -size,
                _ => size * chance.share(),
            })
            .collect(),
    };
    Chart {
        id: String::new(),
        title: "Any".to_owned(),
        unit: units[(seed % 6) as usize],
        bin: 0.01,
        window: 0.05,
        lines: vec![line(), line(), line()],
    }
}

#[test]
fn every_chart_is_sound_and_keeps_its_words_on_the_sheet() {
    let long = FaultSpan {
        label: "a fault with a label that is rather long".to_owned(),
        from: f64::NEG_INFINITY,
        to: f64::NAN,
    };
    let faults = [courses::faults(), vec![long]].concat();
    for seed in 0..24 {
        let chart = any_chart(seed);
        for (width, height) in [(150.0, 60.0), (390.0, 160.0), (1200.0, 300.0)] {
            let options = ChartOptions {
                width,
                height,
                cursor: Some(seed as f64),
                duration: [30.0, 0.004, 3600.0, f64::NAN][(seed % 4) as usize],
                window: (2.0, 28.0),
                faults: &faults,
                log: seed.is_multiple_of(2),
                style: [Style::Line, Style::Area, Style::Stacked][(seed % 3) as usize],
                baseline: Some(&chart),
                ..ChartOptions::default()
            };
            let case = format!("seed {seed}, {width} px");
            for scene in [
                chart::draw(&chart, &options),
                chart::figure(&chart, &options),
            ] {
                sound(&case, &scene);
                words_stay(&case, &scene);
            }
            let scene = timeline::draw(&TimelineOptions {
                width,
                height: 76.0,
                duration: options.duration,
                cursor: seed as f64,
                faults: &faults,
                cues: &[(1.0, "look".to_owned())],
                evidence: &[2.0, f64::NAN],
                window: options.window,
            });
            sound(&case, &scene);
            words_stay(&case, &scene);
        }
    }
}

#[test]
fn distributions_keep_their_words_on_the_sheet() {
    let (data, marks) = (courses::histogram(), courses::percentiles());
    let wild = Curve {
        x: Unit::Count,
        unit: Unit::PerSecond,
        points: vec![
            (0.0, 1e9),
            (f64::NAN, 1.0),
            (1e-9, f64::INFINITY),
            (1e12, -4.0),
        ],
        ..courses::curve()
    };
    for width in [140.0, 390.0, 900.0] {
        for scene in [
            chart::histogram(&data, width, 160.0, &marks),
            chart::cdf(&data, width, 160.0, &marks),
            chart::histogram(&Histogram::default(), width, 160.0, &[]),
            chart::cdf(&Histogram::default(), width, 160.0, &marks),
            chart::curve(&courses::curve(), width, 160.0),
            chart::curve(&wild, width, 160.0),
        ] {
            sound("distribution", &scene);
            words_stay("distribution", &scene);
        }
    }
}
