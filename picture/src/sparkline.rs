//! The line under a number: how it went over the run, without axes.

use crate::chart::Scale;
use crate::chart::thin_line;
use crate::geometry::{Point, Rect};
use crate::scene::{Element, Scene};
use netsplit_core::unit::Unit;

/// Space around the line, for its own width.
const EDGE: f64 = 2.0;

/// The course of values; cursor and faults are given as shares of the whole time, from 0 to 1.
pub fn draw(
    values: &[f64],
    width: f64,
    height: f64,
    cursor_share: Option<f64>,
    faults: &[(f64, f64)],
) -> Scene {
    let mut scene = Scene::new("p-sparkline", width, height);
    "Its course over the run".clone_into(&mut scene.label);
    let heights = (EDGE, height - EDGE);
    let x = |share: f64| EDGE + (width - 2.0 * EDGE) * share.clamp(0.0, 1.0);
    for (from, to) in faults.iter().filter(|(from, to)| from <= to) {
        let rect = Rect::new(x(*from), 0.0, (x(*to) - x(*from)).max(1.0), height);
        scene.push(Element::rect("p-span", rect, 0.0));
    }
    let scale = Scale::over(Unit::Times, values.iter().copied(), false, heights);
    let point = |bin: usize, value: f64| {
        let share = bin as f64 / (values.len() as f64 - 1.0).max(1.0);
        Point::new(x(share), scale.y(value))
    };
    let data = thin_line(values, 2 * width.max(8.0) as usize, point);
    scene.push(Element::path("p-trace p-stroke-1", data));
    if let Some(share) = cursor_share.filter(|share| (0.0..=1.0).contains(share)) {
        let (top, bottom) = (Point::new(x(share), 0.0), Point::new(x(share), height));
        scene.push(Element::line("p-cursor", top, bottom).keyed("cursor"));
    }
    scene
}
