//! What holds for every diagram, whatever the system and its names are.

use std::sync::LazyLock;

#[allow(dead_code, reason = "each test uses a part of it")]
mod markup;
#[allow(dead_code, reason = "each test uses a part of it")]
mod samples;

use markup::{NAMES, sound, walk};
use netsplit_core::topology::Topology;
use netsplit_picture::diagram::{self, Marks};
use netsplit_picture::geometry::{Point, Rect};
use netsplit_picture::layout::{Direction, Layout};
use netsplit_picture::lettering::Face;
use netsplit_picture::scene::Shape;
use netsplit_picture::svg;
use samples::system::{Chance, System};
use samples::systems;

const KINDS: [&str; 5] = ["client", "balancer", "service", "store", "whatever"];

/// A system of any shape: cycles, calls to itself, any number of replicas and zones.
fn any_system(seed: u64) -> System {
    let mut chance = Chance(seed);
    let mut system = System::default();
    let count = 1 + chance.below(if seed.is_multiple_of(5) { 50 } else { 12 });
    for _ in 0..count {
        let name = NAMES[chance.below(8) as usize];
        let kind = KINDS[chance.below(5) as usize];
        let replicas = [0, 1, 1, 2, 3, 5, 12, 13, 64, 200][chance.below(10) as usize];
        system = system.node(name, kind, NAMES[chance.below(8) as usize], replicas);
    }
    for _ in 0..chance.below(2 * count) {
        let (from, to) = (chance.below(count) as u32, chance.below(count) as u32);
        system = system.call(from, to, chance.share() * 1e6);
    }
    if chance.below(3) == 0 {
        system = system.zones();
    }
    if chance.below(4) == 0 {
        for node in 0..count as usize {
            let (column, row) = (chance.below(5) as f64, chance.below(9) as f64 / 2.0);
            system = system.place(node, column, row);
        }
    }
    for process in 0..system.topology.processes.len() {
        let status = ["up", "up", "paused", "crashed", "host down", "?"][chance.below(6) as usize];
        system = system.state(process, status);
        system.frame.processes[process].queued = chance.below(100_000) as u32;
    }
    for route in &mut system.frame.routes {
        route.failed = chance.share();
        route.cut = chance.share();
    }
    if system.topology.links.is_empty() {
        return system;
    }
    system.messages(chance.below(400) as u32)
}

/// What a case is called, its system, and its layout.
type Case = (String, System, Layout);

/// Many systems, each in both directions.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let directions = [Direction::Across, Direction::Down];
    let case = |seed: u64, direction: Direction| {
        let system = any_system(seed);
        let layout = Layout::of(&system.topology, direction);
        (format!("seed {seed}, {direction:?}"), system, layout)
    };
    (0..60)
        .flat_map(|seed| directions.map(|direction| case(seed, direction)))
        .collect()
});

fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter()
}

fn marks() -> Marks {
    Marks {
        interactive: true,
        evidence_processes: vec![0, 3],
        ..Marks::default()
    }
}

#[test]
fn boxes_never_overlap_and_stay_on_the_sheet() {
    for (case, _, layout) in cases() {
        let sheet = Rect::new(0.0, 0.0, layout.width, layout.height).grown(0.01);
        for (index, one) in layout.boxes.iter().enumerate() {
            let corner = Point::new(one.rect.right(), one.rect.bottom());
            assert!(sheet.holds(corner), "{case}: box {index} leaves the sheet");
            assert!(
                sheet.holds(Point::new(one.rect.x, one.rect.y)),
                "{case}: box {index}"
            );
            for other in &layout.boxes[index + 1..] {
                assert!(
                    !one.rect.overlaps(&other.rect),
                    "{case}: {:?} {:?}",
                    one.rect,
                    other.rect
                );
            }
        }
    }
}

#[test]
fn what_belongs_to_a_box_stays_in_it_and_apart() {
    for (case, _, layout) in cases() {
        for node in &layout.boxes {
            let room = node.rect.width - 24.0 + 0.01;
            assert!(
                Face::Name.width(&node.label) <= room,
                "{case}: {}",
                node.label
            );
            assert!(
                Face::Detail.width(&node.detail) <= room,
                "{case}: {}",
                node.detail
            );
            assert!(node.label.chars().count() <= 40, "{case}");
            let crowd = &node.crowd;
            for (index, seat) in crowd.seats.iter().enumerate() {
                assert!(
                    node.rect.grown(-9.0).holds(seat.center),
                    "{case}: a process leaves its box"
                );
                for other in &crowd.seats[index + 1..] {
                    let apart = seat.center.distance(other.center);
                    assert!(apart >= 18.0, "{case}: processes overlap");
                }
            }
            for (index, zone) in crowd.zones.iter().enumerate() {
                assert!(
                    node.rect
                        .holds(Point::new(zone.rect.right(), zone.rect.bottom())),
                    "{case}"
                );
                let others = crowd.zones[index + 1..].iter();
                assert!(
                    others.clone().all(|other| !other.rect.overlaps(&zone.rect)),
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn calls_run_around_boxes() {
    for (case, system, layout) in cases() {
        let placed = system
            .topology
            .nodes
            .iter()
            .all(|node| node.place.is_some());
        for (route, wire) in system.topology.routes.iter().zip(&layout.wires) {
            let wire = wire.as_ref().unwrap();
            for step in 0..=100 {
                let point = wire.at(f64::from(step) / 100.0);
                assert!(point.x.is_finite() && point.y.is_finite(), "{case}");
                let inside = |rect: &Rect| rect.grown(-1.0).holds(point);
                // An author may put the ends of a call into one column with others between them.
                let hit = layout.boxes.iter().any(|node| inside(&node.rect));
                assert!(
                    !hit || placed || route.from == route.to,
                    "{case}: {}",
                    route.name
                );
            }
        }
    }
}

#[test]
fn words_at_calls_collide_with_nothing() {
    for (case, _, layout) in cases() {
        let tags: Vec<Rect> = layout
            .wires
            .iter()
            .flatten()
            .filter_map(|wire| Some(wire.tag?.rect))
            .collect();
        for (index, tag) in tags.iter().enumerate() {
            assert!(
                !tags[index + 1..].iter().any(|other| other.overlaps(tag)),
                "{case}"
            );
            assert!(
                !layout.boxes.iter().any(|node| node.rect.overlaps(tag)),
                "{case}"
            );
        }
    }
}

#[test]
fn phones_get_narrow_pictures() {
    for system in [
        systems::chain(),
        systems::trouble(),
        systems::fan_out(),
        systems::zones(),
    ] {
        let layout = Layout::of(&system.topology, Direction::Down);
        assert!(layout.width <= 400.0, "{}", layout.width);
    }
}

#[test]
fn every_diagram_is_sound_markup() {
    for (case, system, layout) in cases() {
        let scene = diagram::draw(&system.topology, layout, &system.frame, &marks());
        sound(case, &scene);
        let again = diagram::draw(&system.topology, layout, &system.frame, &marks());
        assert_eq!(svg::to_text(&scene), svg::to_text(&again), "{case}");
    }
}

#[test]
fn a_frame_of_another_topology_is_tolerated() {
    for (case, system, layout) in cases().take(40) {
        let other = any_system(999);
        for topology in [&system.topology, &Topology::default(), &other.topology] {
            sound(
                case,
                &diagram::draw(topology, layout, &other.frame, &marks()),
            );
        }
    }
}

#[test]
fn buttons_have_sentences_and_never_stand_in_buttons() {
    for (case, system, layout) in cases().take(60) {
        let scene = diagram::draw(&system.topology, layout, &system.frame, &marks());
        walk(&scene.elements, &mut |element| {
            let Shape::Group(group) = &element.shape else {
                return;
            };
            if group.role == Some("button") {
                assert!(
                    group.label.as_ref().is_some_and(|label| !label.is_empty()),
                    "{case}"
                );
                walk(&group.children, &mut |child| {
                    let nested =
                        matches!(&child.shape, Shape::Group(group) if group.role.is_some());
                    assert!(!nested, "{case}: a button in a button");
                });
            }
        });
    }
}

#[test]
fn at_most_so_many_messages_are_drawn_and_the_rest_is_told() {
    let system = systems::crowd(60);
    let layout = Layout::of(&system.topology, Direction::Across);
    let text = svg::to_text(&diagram::draw(
        &system.topology,
        &layout,
        &system.frame,
        &marks(),
    ));
    assert_eq!(text.matches("\"p-message ").count(), 150);
    assert!(text.contains("150 of 300 messages drawn"));
}

#[test]
fn keys_tell_siblings_apart() {
    for (name, scene) in samples::diagrams() {
        let mut groups = vec![scene.elements];
        while let Some(siblings) = groups.pop() {
            let mut keys: Vec<&String> = siblings.iter().filter_map(|e| e.key.as_ref()).collect();
            let count = keys.len();
            keys.sort();
            keys.dedup();
            assert!(keys.len() == count || name == "hostile", "{name}: {keys:?}");
            groups.extend(siblings.iter().map(|element| element.children().to_vec()));
        }
    }
}

#[test]
fn calls_arrive_from_outside() {
    for (case, system, layout) in cases() {
        for (route, wire) in system.topology.routes.iter().zip(&layout.wires) {
            let wire = wire.as_ref().unwrap();
            let target = &layout.boxes[route.to as usize].rect;
            let (end, before) = (wire.at(1.0), wire.at(0.97));
            assert!(
                target.distance(end) < 0.5,
                "{case}: {} ends elsewhere",
                route.name
            );
            assert!(
                target.distance(before) > 0.0,
                "{case}: {} comes from inside",
                route.name
            );
            let source = &layout.boxes[route.from as usize].rect;
            assert!(
                source.distance(wire.at(0.0)) < 0.5,
                "{case}: {} starts elsewhere",
                route.name
            );
        }
    }
}
