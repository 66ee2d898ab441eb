//! Order within layers: sweeps that put each item at the mean of its neighbours, keeping the best order found.

use netsplit_core::sort;

use super::grid::Grid;

/// Sweeps in each direction.
const SWEEPS: usize = 8;

/// Orders every layer to cross few calls.
pub(super) fn order(grid: &mut Grid) {
    let mut best = (crossings(grid), layers(grid));
    for sweep in 0..2 * SWEEPS {
        let count = grid.layers.len();
        for step in 0..count {
            let down = sweep % 2 == 0;
            let layer = if down { step } else { count - 1 - step };
            arrange(grid, layer, down);
        }
        let found = crossings(grid);
        if found < best.0 {
            best = (found, layers(grid));
        }
    }
    for (layer, items) in grid.layers.iter_mut().zip(best.1) {
        layer.items = items;
    }
}

fn layers(grid: &Grid) -> Vec<Vec<usize>> {
    grid.layers
        .iter()
        .map(|layer| layer.items.clone())
        .collect()
}

/// Place of each item in its layer.
fn places(grid: &Grid) -> Vec<f64> {
    let mut places = vec![0.0; grid.items.len()];
    for layer in &grid.layers {
        for (place, item) in layer.items.iter().enumerate() {
            places[*item] = place as f64;
        }
    }
    places
}

/// Sorts a layer by the mean place of the neighbours in the layer before, or behind.
fn arrange(grid: &mut Grid, layer: usize, down: bool) {
    let places = places(grid);
    let key = |item: usize| {
        let pairs = grid
            .links
            .iter()
            .map(|(a, b)| if down { (*a, *b) } else { (*b, *a) });
        let others: Vec<f64> = pairs
            .filter(|(_, own)| *own == item)
            .map(|(other, _)| places[other])
            .collect();
        if others.is_empty() {
            places[item]
        } else {
            others.iter().sum::<f64>() / others.len() as f64
        }
    };
    let mut sorted = grid.layers[layer].items.clone();
    let keys: Vec<f64> = (0..grid.items.len()).map(key).collect();
    sort::by(&mut sorted, |a, b| keys[*a].total_cmp(&keys[*b]));
    keep_rows(grid, &mut sorted);
    grid.layers[layer].items = sorted;
}

/// Puts the items that the author placed in the order of their rows, each in a slot that one of them had.
fn keep_rows(grid: &Grid, sorted: &mut [usize]) {
    let slots: Vec<usize> = (0..sorted.len())
        .filter(|slot| grid.items[sorted[*slot]].row.is_some())
        .collect();
    let mut placed: Vec<usize> = slots.iter().map(|slot| sorted[*slot]).collect();
    let row = |item: &usize| grid.items[*item].row.unwrap_or_default();
    sort::by(&mut placed, |a, b| row(a).total_cmp(&row(b)).then(a.cmp(b)));
    for (slot, item) in slots.into_iter().zip(placed) {
        sorted[slot] = item;
    }
}

/// How many pairs of connections cross.
fn crossings(grid: &Grid) -> usize {
    let places = places(grid);
    let ends: Vec<(usize, f64, f64)> = grid
        .links
        .iter()
        .map(|(a, b)| (grid.items[*a].layer, places[*a], places[*b]))
        .collect();
    let crosses = |one: &(usize, f64, f64), other: &(usize, f64, f64)| {
        one.0 == other.0 && (one.1 - other.1) * (one.2 - other.2) < 0.0
    };
    let pairs = ends.iter().enumerate();
    pairs
        .map(|(index, one)| ends[index + 1..].iter().filter(|o| crosses(one, o)).count())
        .sum()
}
