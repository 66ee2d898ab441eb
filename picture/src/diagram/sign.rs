//! Signs: what sets a process or a call apart, as a shape with a letter.
//!
//! ```text
//! good: circle    busy: diamond    bad: octagon    plain: square
//! ```

use std::f64::consts::TAU;

use netsplit_core::panel::{Mark, Tone};

use crate::geometry::Point;
use crate::lettering::{Face, shown};
use crate::number::print;
use crate::scene::{Anchor, Element};

/// How far a sign reaches from its middle.
pub(super) const REACH: f64 = 8.5;

/// The sign of a mark at a place.
pub(super) fn sign(mark: &Mark, center: Point) -> Vec<Element> {
    let letter = letter(mark);
    let body = match mark.tone {
        Tone::Good => Element::circle("p-sign is-good", center, REACH - 1.0),
        Tone::Busy => Element::path("p-sign is-busy", polygon(center, 4, 0.0, REACH + 1.5)),
        Tone::Bad => Element::path("p-sign is-bad", polygon(center, 8, 0.5, REACH)),
        Tone::Plain => Element::path("p-sign", polygon(center, 4, 0.5, REACH + 1.5)),
    };
    let base = center.shifted(0.0, 3.6);
    let words = Element::words("p-sign-letter", Face::Tiny, base, Anchor::Middle, letter);
    vec![body, words]
}

/// The letter of a mark.
pub(super) fn letter(mark: &Mark) -> String {
    shown(&mark.letter, 2)
}

/// A regular polygon; `turned` by a share of the angle between two corners.
fn polygon(center: Point, corners: u32, turned: f64, reach: f64) -> String {
    let corner = |index: u32| {
        let angle = (f64::from(index) + turned) / f64::from(corners) * TAU;
        let at = center.shifted(reach * libm::sin(angle), -reach * libm::cos(angle));
        format!("{} {}", print(at.x), print(at.y))
    };
    let corners: Vec<_> = (0..corners).map(corner).collect();
    format!("M{}Z", corners.join("L"))
}
