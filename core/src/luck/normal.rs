//! Standard normal law: quantile, distribution function and density.
//!
//! The quantile is Wichura, "Algorithm AS241: the percentage points of the normal distribution"
//! (Applied Statistics 37, 1988), routine PPND16: about one part in 10^16. Unlike Box-Muller and the ziggurat, it maps
//! one uniform to one normal, so samples stay monotone in the uniform.

use super::ln;

/// Coefficients of numerator and denominator, lowest power first, for |p - 0.5| up to 0.425.
const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];

/// Coefficients of numerator and denominator, lowest power first, for tails down to about 1.4e-11.
const MIDDLE: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ],
];

/// Coefficients of numerator and denominator, lowest power first, for the rest.
const TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_7e-15,
    ],
];

/// Quantile of the standard normal at `p`, for `p` strictly inside (0, 1).
pub(crate) fn quantile(p: f64) -> f64 {
    let from_centre = p - 0.5;
    if from_centre.abs() <= 0.425 {
        return from_centre * ratio(CENTRE, 0.180_625 - from_centre * from_centre);
    }
    let tail = (-ln(if from_centre < 0.0 { p } else { 1.0 - p })).sqrt();
    let size = if tail <= 5.0 {
        ratio(MIDDLE, tail - 1.6)
    } else {
        ratio(TAIL, tail - 5.0)
    };
    if from_centre < 0.0 { -size } else { size }
}

/// Probability that a standard normal is at most `x`.
pub(crate) fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Density of the standard normal at `x`.
pub(crate) fn density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt()
}

/// Numerator over denominator, both by Horner's rule.
fn ratio([numerator, denominator]: [[f64; 8]; 2], x: f64) -> f64 {
    let horner = |powers: [f64; 8]| {
        powers
            .iter()
            .rev()
            .fold(0.0, |sum, factor| sum * x + factor)
    };
    horner(numerator) / horner(denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first three are the check values of the paper, the others come from tables.
    #[test]
    fn quantiles_match_published_values() {
        for (p, expected) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_814),
            (1e-20, -9.262_340_089_798_408),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.99, 2.326_347_874_040_841),
            (1e-9, -5.997_807_015_007_686_5),
        ] {
            let found = quantile(p);
            assert!(
                (found - expected).abs() <= 4e-15 * expected.abs(),
                "{p}: {found}"
            );
        }
    }

    #[test]
    fn quantile_undoes_cdf() {
        for step in -80..=80_i32 {
            let x = f64::from(step) / 10.0;
            // Above zero the probability is rounded near one, so the lower tail is the sharper test.
            let tolerance = if x > 0.0 { 1e-16 / density(x) } else { 1e-13 };
            assert!((quantile(cdf(x)) - x).abs() <= tolerance.max(1e-13), "{x}");
        }
    }

    #[test]
    fn density_is_the_slope_of_the_cdf() {
        for x in [-3.0, -1.0, 0.0, 0.5, 2.0] {
            let slope = (cdf(x + 1e-5) - cdf(x - 1e-5)) / 2e-5;
            assert!((slope - density(x)).abs() < 1e-9, "{x}");
        }
    }
}
