//! Threefry-2x64: a counter-based generator, so that a draw needs no state and no order.
//!
//! Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), where
//! Threefry is the cipher Threefish without its tweak and with fewer rounds. Thirteen are the fewest
//! for this width that pass all of `BigCrush`. It only adds, rotates and xors, so every
//! platform agrees.

#![expect(
    clippy::inline_always,
    reason = "the page is compiled for size, where rounds would be calls that pass their words through memory"
)]

/// Rotation distances of the first four rounds and every second four after them (`R_64x2` in the
/// authors' Random123).
const FIRST: [u32; 4] = [16, 42, 12, 31];

/// Rotation distances of the other groups of four rounds.
const SECOND: [u32; 4] = [16, 32, 24, 21];

/// The word that completes the key schedule: the constant `C240` of Threefish.
const PARITY: u64 = 0x1BD1_1BDA_A9FC_1A22;

/// Two pseudo-random words, a function of key and counter.
///
/// The rounds are written out, since compilers do not unroll the loop: rotating by constants makes a draw more than
/// twice as fast.
#[inline(always)]
pub(crate) fn threefry2x64(key: [u64; 2], counter: [u64; 2]) -> [u64; 2] {
    let schedule = schedule(key);
    let words = [
        counter[0].wrapping_add(key[0]),
        counter[1].wrapping_add(key[1]),
    ];
    let words = four_rounds(words, FIRST, schedule, 1);
    let words = four_rounds(words, SECOND, schedule, 2);
    let words = four_rounds(words, FIRST, schedule, 3);
    round(words, SECOND[0])
}

/// The key, followed by the word that makes the xor of all three a constant.
#[inline(always)]
fn schedule(key: [u64; 2]) -> [u64; 3] {
    [key[0], key[1], PARITY ^ key[0] ^ key[1]]
}

/// Four rounds, then the `step`-th injection of the key.
#[inline(always)]
fn four_rounds(words: [u64; 2], by: [u32; 4], schedule: [u64; 3], step: usize) -> [u64; 2] {
    let words = round(round(round(round(words, by[0]), by[1]), by[2]), by[3]);
    let second = schedule[(step + 1) % 3].wrapping_add(step as u64);
    [
        words[0].wrapping_add(schedule[step % 3]),
        words[1].wrapping_add(second),
    ]
}

#[inline(always)]
fn round([left, right]: [u64; 2], by: u32) -> [u64; 2] {
    let left = left.wrapping_add(right);
    [left, right.rotate_left(by) ^ left]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counter and key of the third known answer: the first hexadecimal digits of pi.
    const PI_COUNTER: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];
    const PI_KEY: [u64; 2] = [0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89];
    const ONES: [u64; 2] = [u64::MAX; 2];

    /// Known answers from the file `kat_vectors` of Random123, the authors' implementation.
    #[test]
    fn thirteen_rounds_give_the_published_answers() {
        assert_eq!(
            threefry2x64([0; 2], [0; 2]),
            [0xf167_b032_c3b4_80bd, 0xe91f_9fee_4b7a_6fb5]
        );
        assert_eq!(
            threefry2x64(ONES, ONES),
            [0xccde_c5c9_17a8_74b1, 0x4df5_3abc_a26c_eb01]
        );
        assert_eq!(
            threefry2x64(PI_KEY, PI_COUNTER),
            [0xc3aa_c715_6104_2993, 0x3fe7_ae88_01af_f316]
        );
    }

    /// Any multiple of four rounds, as the known answers for 20 and 32 rounds need.
    fn fours(count: usize, key: [u64; 2], counter: [u64; 2]) -> [u64; 2] {
        let start = [
            counter[0].wrapping_add(key[0]),
            counter[1].wrapping_add(key[1]),
        ];
        (1..=count).fold(start, |words, step| {
            four_rounds(
                words,
                if step % 2 == 1 { FIRST } else { SECOND },
                schedule(key),
                step,
            )
        })
    }

    /// More rounds reach parts of the key schedule that thirteen do not.
    #[test]
    fn more_rounds_give_the_published_answers() {
        assert_eq!(
            fours(5, [0; 2], [0; 2]),
            [0xc2b6_e3a8_c2c6_9865, 0x6f81_ed42_f350_084d]
        );
        assert_eq!(
            fours(5, ONES, ONES),
            [0xe02c_b7c4_d95d_277a, 0xd066_33d0_893b_8b68]
        );
        assert_eq!(
            fours(5, PI_KEY, PI_COUNTER),
            [0x263c_7d30_bb0f_0af1, 0x56be_8361_d331_1526]
        );
        assert_eq!(
            fours(8, PI_KEY, PI_COUNTER),
            [0xdad4_92f3_2efb_d0c4, 0xb6d7_d0cd_1f19_3e84]
        );
    }
}
