//! Places within layers: as near to the neighbours as the order and the gaps allow.
//!
//! For one layer this is the least-squares problem "stay near your wish, keep your order and your distance", which
//! pooling adjacent violators solves exactly (Ayer et al. 1955).

use super::grid::{Grid, space_between};
use super::neighbours::Neighbours;
use crate::steps;

/// Sweeps over all layers.
const SWEEPS: usize = 24;
/// Space between a passage and its neighbour.
const BESIDE_PASSAGE: f64 = 12.0;

/// Gives every item its middle.
pub(super) fn align(grid: &mut Grid) {
    let longest = (0..grid.layers.len())
        .map(|layer| offsets(grid, layer).1)
        .fold(0.0, f64::max);
    let pitch = pitch(grid);
    let bounds = if grid.placed {
        (f64::NEG_INFINITY, f64::INFINITY)
    } else {
        (-longest / 2.0, longest / 2.0)
    };
    let both = grid.links.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
    let neighbours = Neighbours::new(grid.items.len(), both);
    for layer in 0..grid.layers.len() {
        settle(grid, layer, bounds, |_, _| 0.0);
    }
    for sweep in 0..SWEEPS {
        for step in 0..grid.layers.len() {
            let last = grid.layers.len() - 1;
            let layer = if sweep % 2 == 0 { step } else { last - step };
            settle(grid, layer, bounds, |grid, item| {
                wish(grid, &neighbours, item, pitch)
            });
        }
    }
}

/// Distance between two rows of the author.
fn pitch(grid: &Grid) -> f64 {
    let solid = grid.items.iter().filter(|item| item.solid);
    let tallest = solid.map(|item| item.cross).fold(0.0, f64::max);
    tallest + space_between(grid.direction)
}

/// Where an item wants to be: in its row, or at the mean of its neighbours.
fn wish(grid: &Grid, neighbours: &Neighbours, item: usize, pitch: f64) -> f64 {
    if let (true, Some(row)) = (grid.placed, grid.items[item].row) {
        return row * pitch;
    }
    let mean = neighbours.mean(item, |other| grid.items[other].middle);
    mean.unwrap_or(grid.items[item].middle)
}

/// Middle of each item if the layer is packed from 0, and the length of the packed layer.
fn offsets(grid: &Grid, layer: usize) -> (Vec<f64>, f64) {
    let items = &grid.layers[layer].items;
    steps::count(items.len());
    let mut middles = Vec::with_capacity(items.len());
    let mut end: f64 = 0.0;
    for (place, item) in items.iter().enumerate() {
        let own = &grid.items[*item];
        if place > 0 {
            let both = own.solid && grid.items[items[place - 1]].solid;
            end += if both {
                space_between(grid.direction)
            } else {
                BESIDE_PASSAGE
            };
        }
        middles.push(end + own.cross / 2.0);
        end += own.cross;
    }
    (middles, end)
}

/// Moves the items of a layer as near to their wishes as the gaps and the bounds allow.
fn settle(grid: &mut Grid, layer: usize, bounds: (f64, f64), wish: impl Fn(&Grid, usize) -> f64) {
    let (packed, length) = offsets(grid, layer);
    let items = grid.layers[layer].items.clone();
    let wishes: Vec<f64> = items
        .iter()
        .zip(&packed)
        .map(|(item, place)| wish(grid, *item) - place)
        .collect();
    let slack = (bounds.0, (bounds.1 - length).max(bounds.0));
    for ((item, place), shift) in items.iter().zip(&packed).zip(rising(&wishes)) {
        grid.items[*item].middle = place + shift.clamp(slack.0, slack.1);
    }
}

/// The sequence that never falls and is nearest to the wishes.
fn rising(wishes: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for wish in wishes {
        let mut pool = (*wish, 1);
        while let Some(before) = pools.pop_if(|before| before.0 > pool.0) {
            let count = before.1 + pool.1;
            let sum = before.0 * before.1 as f64 + pool.0 * pool.1 as f64;
            pool = (sum / count as f64, count);
        }
        pools.push(pool);
    }
    pools
        .into_iter()
        .flat_map(|(value, count)| std::iter::repeat_n(value, count))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_that_fall_are_pooled() {
        assert_eq!(rising(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        assert_eq!(rising(&[3.0, 2.0, 1.0]), [2.0, 2.0, 2.0]);
        assert!(rising(&[]).is_empty());
    }
}
