//! A strip whose darkness is a value: how busy something was over time.

use crate::geometry::Rect;
use crate::scene::{Element, Scene};

/// Steps of darkness.
const STEPS: f64 = 7.0;

/// Values from 0 to 1 over time, as a strip; where nothing was measured it stays empty.
pub fn heat_strip(values: &[f64], width: f64, height: f64) -> Scene {
    let mut scene = Scene::new("p-heat", width, height);
    "Values over time, the darker the larger".clone_into(&mut scene.label);
    let cells = (width.max(1.0) as usize / 2).clamp(1, values.len().max(1));
    let wide = width / cells as f64;
    let levels: Vec<Option<u8>> = (0..cells).map(|cell| level(values, cell, cells)).collect();
    let mut start = 0;
    for run in levels.chunk_by(|a, b| a == b) {
        if let Some(level) = run[0] {
            let rect = Rect::new(start as f64 * wide, 0.0, run.len() as f64 * wide, height);
            scene.push(Element::rect(format!("p-heat-{level}"), rect, 0.0));
        }
        start += run.len();
    }
    scene
}

/// The darkness of the largest value in a cell.
fn level(values: &[f64], cell: usize, cells: usize) -> Option<u8> {
    let (from, to) = (
        cell * values.len() / cells,
        (cell + 1) * values.len() / cells,
    );
    let finite = values
        .get(from..to)?
        .iter()
        .filter(|value| value.is_finite());
    let largest = finite.copied().reduce(f64::max)?;
    Some((largest.clamp(0.0, 1.0) * STEPS).ceil() as u8)
}
