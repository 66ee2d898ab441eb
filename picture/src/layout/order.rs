//! Order within layers: sweeps that put each item at the mean of its neighbours, keeping the best order found.

use netsplit_core::sort;

use super::grid::Grid;
use super::neighbours::Neighbours;
use crate::steps;

/// Sweeps in each direction.
const SWEEPS: usize = 8;

/// Orders every layer to cross few calls.
pub(super) fn order(grid: &mut Grid) {
    let links = Links::of(grid);
    let mut places = places(grid);
    let mut best = (links.crossings(&places), layers(grid));
    for sweep in 0..2 * SWEEPS {
        let count = grid.layers.len();
        for step in 0..count {
            let down = sweep % 2 == 0;
            let layer = if down { step } else { count - 1 - step };
            let neighbours = if down { &links.above } else { &links.below };
            arrange(grid, layer, neighbours, &mut places);
        }
        let found = links.crossings(&places);
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
fn places(grid: &Grid) -> Vec<usize> {
    let mut places = vec![0; grid.items.len()];
    for layer in &grid.layers {
        note_places(&layer.items, &mut places);
    }
    places
}

fn note_places(layer: &[usize], places: &mut [usize]) {
    for (place, item) in layer.iter().enumerate() {
        places[*item] = place;
    }
}

/// Sorts a layer by the mean place of the neighbours in the layer before, or behind.
fn arrange(grid: &mut Grid, layer: usize, neighbours: &Neighbours, places: &mut [usize]) {
    let place = |item: usize| places[item] as f64;
    let key = |item: usize| neighbours.mean(item, place).unwrap_or(place(item));
    let items = grid.layers[layer].items.iter();
    let mut keyed: Vec<(f64, usize)> = items.map(|item| (key(*item), *item)).collect();
    sort::by(&mut keyed, |a, b| a.0.total_cmp(&b.0));
    let mut sorted: Vec<usize> = keyed.into_iter().map(|(_, item)| item).collect();
    keep_rows(grid, &mut sorted);
    note_places(&sorted, places);
    steps::count(sorted.len());
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

/// The connections between neighbouring layers.
struct Links {
    /// For each item its neighbours in the layer before.
    above: Neighbours,
    /// For each item its neighbours in the layer behind.
    below: Neighbours,
    /// The connections that start in each layer.
    leaving: Vec<Vec<(usize, usize)>>,
}

impl Links {
    fn of(grid: &Grid) -> Self {
        let links = grid.links.iter();
        let mut leaving = vec![Vec::new(); grid.layers.len()];
        for link in links.clone() {
            leaving[grid.items[link.0].layer].push(*link);
        }
        Self {
            above: Neighbours::new(grid.items.len(), links.clone().map(|(a, b)| (*b, *a))),
            below: Neighbours::new(grid.items.len(), links.copied()),
            leaving,
        }
    }

    /// The number of pairs of connections that cross.
    fn crossings(&self, places: &[usize]) -> usize {
        let layers = self.leaving.iter();
        layers.map(|links| crossings(links, places)).sum()
    }
}

/// The number of pairs that cross among the connections between two layers: those whose ends are in opposite order.
///
/// Barth, Jünger and Mutzel, "Simple and Efficient Bilayer Cross Counting", 2002.
fn crossings(links: &[(usize, usize)], places: &[usize]) -> usize {
    let ends = links.iter().map(|(a, b)| (places[*a], places[*b]));
    let mut ends: Vec<(usize, usize)> = ends.collect();
    sort::ascending(&mut ends);
    let last = ends.iter().map(|end| end.1).max().unwrap_or(0);
    let mut seen = Tally::of(last + 1);
    let mut crossed = 0;
    for (before, (_, end)) in ends.into_iter().enumerate() {
        crossed += before - seen.up_to(end);
        seen.add(end);
    }
    crossed
}

/// Counts of numbers, and of all up to a number: a binary indexed tree (Fenwick 1994).
struct Tally {
    counts: Vec<usize>,
}

impl Tally {
    fn of(numbers: usize) -> Self {
        Self {
            counts: vec![0; numbers + 1],
        }
    }

    fn add(&mut self, number: usize) {
        let mut index = number + 1;
        while let Some(count) = self.counts.get_mut(index) {
            *count += 1;
            index += index & index.wrapping_neg();
            steps::count(1);
        }
    }

    fn up_to(&self, number: usize) -> usize {
        let mut index = number + 1;
        let mut sum = 0;
        while index > 0 {
            sum += self.counts[index];
            index &= index - 1;
            steps::count(1);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_pairs_in_opposite_order() {
        let straight: Vec<usize> = (0..8).collect();
        assert_eq!(crossings(&[(0, 4), (1, 5), (2, 6)], &straight), 0);
        assert_eq!(crossings(&[(0, 6), (1, 5), (2, 4)], &straight), 3);
        // Connections with a common end do not cross.
        assert_eq!(crossings(&[(0, 6), (0, 4), (1, 6), (2, 6)], &straight), 0);
        assert_eq!(crossings(&[(0, 7), (0, 5), (1, 4), (1, 6)], &straight), 3);
        assert_eq!(crossings(&[], &straight), 0);
    }
}
