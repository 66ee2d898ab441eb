//! Natural logarithm of positive numbers, by table: half of the cost of an exponential draw.
//!
//! Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic" (ACM Transactions on
//! Mathematical Software 16, 1990), with the quotient replaced by a product:
//!
//! ```text
//! x = 2^k z,  z in [3/4, 3/2),  c the nearest of 128 centres,  r = (z - c) / c,  |r| <= 2^-8
//! ln x = k ln 2 + ln c + ln(1 + r)
//! ```
//!
//! One of the centres is 1 and its logarithm 0, so results near 0 are as exact as large ones. Only `+ - *` and operations
//! on bits are used, so every platform agrees; the compiler computes the table. Unlike `libm::log` it has neither a
//! division nor a branch.

#![expect(
    clippy::inline_always,
    reason = "half of an exponential draw is here, and the page is compiled for size"
)]

use std::f64::consts::LN_2;

/// Bits of the fraction that select the cell; the rest is the position in the cell.
const CELL_BITS: u32 = 7;

/// Bits of the fraction below those of the cell.
const BITS_BELOW: u32 = f64::MANTISSA_DIGITS - 1 - CELL_BITS;

/// The lowest centre.
const LOWEST: u64 = 0.75_f64.to_bits();

/// Half a cell, since centres are in the middle of their cells.
const HALF_A_CELL: u64 = 1 << (BITS_BELOW - 1);

/// The fraction of a number, without sign and exponent.
const FRACTION: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;

/// Precomputed values of the centre of a cell.
#[derive(Clone, Copy)]
struct Centre {
    inverse: f64,
    logarithm: f64,
}

static CENTRES: [Centre; 1 << CELL_BITS] = centres();

/// The natural logarithm of a positive number that is neither subnormal nor infinite, within two units in the last place.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    // Relative to the lowest centre, the bits of a number are its exponent, its cell, and its position in the cell.
    let above = x.to_bits().wrapping_sub(LOWEST - HALF_A_CELL);
    let exponent = above.cast_signed() >> (f64::MANTISSA_DIGITS - 1);
    let cell = (above & FRACTION) >> BITS_BELOW;
    let z = f64::from_bits(LOWEST - HALF_A_CELL + (above & FRACTION));
    let centre = f64::from_bits(LOWEST + (cell << BITS_BELOW));
    let known = CENTRES[cell as usize];
    // The difference is exact: both are within a factor of two of each other.
    let r = (z - centre) * known.inverse;
    exponent as f64 * LN_2 + known.logarithm + r + r * r * beyond_first(r)
}

/// Series of `ln(1 + r)` from the second power on, divided by that power, as three independent sums.
#[inline(always)]
fn beyond_first(r: f64) -> f64 {
    let square = r * r;
    let low = r * (1.0 / 3.0) - 1.0 / 2.0;
    let middle = r * (1.0 / 5.0) - 1.0 / 4.0;
    let high = r * (1.0 / 7.0) - 1.0 / 6.0;
    (low + square * middle) + square * square * high
}

const fn centres() -> [Centre; 1 << CELL_BITS] {
    let mut centres = [Centre {
        inverse: 1.0,
        logarithm: 0.0,
    }; 1 << CELL_BITS];
    let mut cell = 0;
    while cell < centres.len() {
        let centre = f64::from_bits(LOWEST + ((cell as u64) << BITS_BELOW));
        centres[cell] = Centre {
            inverse: 1.0 / centre,
            logarithm: slowly(centre),
        };
        cell += 1;
    }
    centres
}

/// Logarithm of a number from 3/4 to 3/2 by `2 artanh((c - 1) / (c + 1))`, smallest terms first.
const fn slowly(c: f64) -> f64 {
    let ratio = (c - 1.0) / (c + 1.0);
    let mut power = 29_u32;
    let mut sum = 0.0;
    while power > 1 {
        sum = (sum + 1.0 / power as f64) * (ratio * ratio);
        power -= 2;
    }
    2.0 * (ratio + ratio * sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance of a result from that of `libm`, in units of the last place.
    fn distance(x: f64) -> u64 {
        let (own, reference) = (ln(x), libm::log(x));
        own.to_bits().abs_diff(reference.to_bits())
    }

    #[test]
    fn it_agrees_with_another_implementation() {
        let mut state = 1_u64;
        let mut worst = 0;
        for _ in 0..1_000_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let uniform = ((state >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
            for x in [
                uniform,
                1.0 - uniform * 1e-3,
                1.0 + uniform,
                uniform * 1e-12,
                uniform * 1e12,
            ] {
                worst = worst.max(distance(x));
            }
        }
        assert!(worst <= 2, "{worst} units in the last place");
    }

    #[test]
    fn borders_of_cells_are_as_exact() {
        for cell in 0..1_u64 << CELL_BITS {
            let border = LOWEST + (cell << BITS_BELOW) - HALF_A_CELL;
            for bits in border - 2..=border + 2 {
                let x = f64::from_bits(bits);
                assert!(distance(x) <= 2, "{x}");
            }
        }
    }

    #[test]
    fn the_ends_are_right() {
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(2.0), LN_2);
        assert_eq!(ln(f64::MIN_POSITIVE), libm::log(f64::MIN_POSITIVE));
        assert_eq!(ln(f64::EPSILON / 2.0), libm::log(f64::EPSILON / 2.0));
        assert!(ln(1.0 - f64::EPSILON / 2.0) < 0.0);
    }

    /// Samples are monotone in the uniform, so the logarithm has to be monotone.
    #[test]
    fn it_never_falls() {
        for cell in 0..1_u64 << CELL_BITS {
            let border = LOWEST + (cell << BITS_BELOW) - HALF_A_CELL;
            let around = (border - 1000..border + 1000).map(|bits| ln(f64::from_bits(bits)));
            assert!(around.is_sorted(), "cell {cell}");
        }
    }
}
