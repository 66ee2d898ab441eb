//! What holds for every picture of a stretch, whatever is in it and however narrow it is.

#[allow(dead_code, reason = "each test uses a part of it")]
mod markup;
#[allow(dead_code, reason = "each test uses a part of it")]
mod samples;

use markup::{sound, walk, words, words_stay};
use netsplit_core::summary::FaultSpan;
use netsplit_picture::operations::{self, Highlight};
use netsplit_picture::scene::{Scene, Shape};
use netsplit_picture::stretch::StretchOptions;
use netsplit_picture::{space_time, state_timelines};
use samples::{courses, stretches, systems};

/// The stretches of all widths and places, also such that nothing of the sample is in them.
fn every(draw: impl Fn(&StretchOptions<'_>) -> Scene) {
    let endless = FaultSpan {
        label: "a fault without an end".to_owned(),
        from: f64::NEG_INFINITY,
        to: f64::INFINITY,
    };
    let faults = [courses::faults(), vec![endless]].concat();
    for width in [150.0, 390.0, 860.0, 1600.0] {
        for (from, to) in [(12.4, 12.6), (12.431, 12.432), (0.0, 30.0), (29.0, 30.0)] {
            let options = StretchOptions {
                width,
                from,
                to,
                cursor: Some(12.43),
                faults: &faults,
                interactive: true,
            };
            let scene = draw(&options);
            let case = format!("{width} px, {from} s to {to} s");
            sound(&case, &scene);
            words_stay(&case, &scene);
        }
    }
}

#[test]
fn operations_are_sound_and_keep_their_words_apart() {
    let few = stretches::operations();
    let highlight = Highlight {
        evidence: &[4, 5],
        chosen: Some(6),
    };
    every(|options| operations::draw(&few, highlight, options));
}

#[test]
fn messages_stay_within_the_plot() {
    let topology = systems::chain().topology;
    for chosen in [false, true] {
        let diagram = stretches::space_time(chosen);
        every(|options| {
            let scene = space_time::draw(&topology, &diagram, &[0], options);
            let axis = options.axis();
            walk(&scene.elements, &mut |element| {
                if let (Shape::Line { from, to }, true) =
                    (&element.shape, element.class.starts_with("p-reach"))
                {
                    let inside = axis.left - 0.01..=axis.right + 0.01;
                    assert!(inside.contains(&from.x) && inside.contains(&to.x));
                }
            });
            scene
        });
    }
}

#[test]
fn state_timelines_are_sound() {
    for width in [150.0, 390.0, 1600.0] {
        let scene = state_timelines::draw(
            &stretches::states(),
            width,
            30.0,
            &courses::faults(),
            Some(3.0),
        );
        sound("state_timelines", &scene);
        assert!(
            words(&scene)
                .iter()
                .all(|(start, end, ..)| *start >= 0.0 && *end <= width)
        );
    }
}

#[test]
fn exactly_one_part_is_a_stop_for_the_keyboard() {
    let topology = systems::chain().topology;
    let options = StretchOptions {
        width: 860.0,
        from: 12.4,
        to: 12.6,
        cursor: None,
        faults: &[],
        interactive: true,
    };
    let few = stretches::operations();
    let diagram = stretches::space_time(true);
    for scene in [
        operations::draw(&few, Highlight::default(), &options),
        space_time::draw(&topology, &diagram, &[], &options),
    ] {
        let mut stops = 0;
        let mut parts = 0;
        walk(&scene.elements, &mut |element| {
            if let Shape::Group(group) = &element.shape {
                parts += usize::from(group.role == Some("button"));
                stops += usize::from(group.tabindex == Some(0));
            }
        });
        assert!(parts > 20, "{parts} parts");
        assert_eq!(stops, 1);
    }
}
