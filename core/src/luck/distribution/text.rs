//! Text form of distributions: `75ms + exp(5ms)`.

use super::{Distribution, LONGEST};
use crate::params::shorten;
use crate::time::Span;
use std::fmt;
use std::str::FromStr;

/// Maximum depth of nested mixtures: deeper text is refused, so that no input can exhaust the stack.
const DEEPEST: u32 = 4;

/// Description of a time, for sentences of refusal.
const TIME: &str = "a time such as 250ms, 1.5s or 2min";

/// Name and example of each function.
pub(super) const FORMS: [(&str, &str); 7] = [
    ("uniform", "uniform(5ms, 10ms)"),
    ("exp", "exp(5ms)"),
    ("normal", "normal(10ms, 2ms)"),
    ("lognormal", "lognormal(p50=20ms, p99=90ms)"),
    ("pareto", "pareto(50ms, 1.5)"),
    ("mix", "mix(95%: exp(5ms), 5%: pareto(50ms, 1.5))"),
    ("quantiles", "quantiles(0%: 1ms, 50%: 5ms, 100%: 200ms)"),
];

impl FromStr for Distribution {
    type Err = String;

    /// Reads any of the forms of [`Distribution`]; space between words does not matter.
    ///
    /// # Errors
    ///
    /// One sentence: what was found and what is allowed.
    fn from_str(text: &str) -> Result<Self, String> {
        let distribution = read(text, 0)?;
        distribution.check()?;
        Ok(distribution)
    }
}

/// A time, a sum of a time and a function, or a function.
fn read(text: &str, level: u32) -> Result<Distribution, String> {
    let text = text.trim();
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return read_function(text, level);
    }
    let Some((offset, rest)) = text.split_once('+') else {
        return read_span(text).map(Distribution::Constant);
    };
    let (offset, rest) = (read_span(offset)?, read_function(rest.trim(), level)?);
    Ok(Distribution::Shifted {
        offset,
        rest: Box::new(rest),
    })
}

/// A name with arguments, as in [`FORMS`].
fn read_function(text: &str, level: u32) -> Result<Distribution, String> {
    let call = text.strip_suffix(')').and_then(|call| call.split_once('('));
    let (name, inner) = call.ok_or_else(|| refuse(text, &allowed_forms(text)))?;
    let arguments = split_arguments(inner);
    Ok(match (name.trim_end(), arguments.as_slice()) {
        ("uniform", [low, high]) => Distribution::Uniform {
            low: read_span(low)?,
            high: read_span(high)?,
        },
        ("exp", [mean]) => Distribution::Exponential {
            mean: read_span(mean)?,
        },
        ("normal", [mean, sd]) => Distribution::Normal {
            mean: read_span(mean)?,
            sd: read_span(sd)?,
        },
        ("lognormal", [p50, p99]) => Distribution::Lognormal {
            p50: read_named("p50", p50)?,
            p99: read_named("p99", p99)?,
        },
        ("pareto", [minimum, alpha]) => Distribution::Pareto {
            minimum: read_span(minimum)?,
            alpha: read_number(alpha)?,
        },
        ("mix", parts) => {
            let level = deeper(level)?;
            Distribution::Mixture(read_pairs(parts, |part| read(part, level))?)
        }
        ("quantiles", points) => Distribution::Quantiles(read_pairs(points, read_span)?),
        _ => return Err(refuse(text, &allowed_forms(text))),
    })
}

/// Form of the function that `text` starts with, or all forms.
fn allowed_forms(text: &str) -> String {
    let named = |name: &str| {
        text.strip_prefix(name)
            .is_some_and(|rest| rest.trim_start().starts_with('('))
    };
    match FORMS.iter().find(|(name, _)| named(name)) {
        Some((_, form)) => (*form).to_owned(),
        None => format!(
            "a time such as 250ms, {}, or 75ms + exp(5ms)",
            FORMS.map(|(_, form)| form).join(", ")
        ),
    }
}

/// The texts between those commas that are outside parentheses.
fn split_arguments(inner: &str) -> Vec<&str> {
    let mut depth = 0_i64;
    inner
        .split(|c| {
            depth += i64::from(c == '(') - i64::from(c == ')');
            c == ',' && depth == 0
        })
        .collect()
}

/// Pairs such as `95%: exp(5ms)`.
fn read_pairs<T>(
    pairs: &[&str],
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<(f64, T)>, String> {
    let pair = |pair: &&str| {
        let (share, rest) = pair
            .split_once(':')
            .ok_or_else(|| refuse(pair, "a percentage, a colon and what it is for"))?;
        Ok((read_percentage(share)?, read(rest)?))
    };
    pairs.iter().map(pair).collect()
}

fn read_span(text: &str) -> Result<Span, String> {
    match text.parse() {
        Ok(span) if span <= LONGEST => Ok(span),
        Ok(_) => Err(refuse(text, "a time of at most 1h")),
        Err(_) => Err(refuse(text, TIME)),
    }
}

/// A span with its name, as in `p50=20ms`.
fn read_named(name: &str, text: &str) -> Result<Span, String> {
    match text.split_once('=') {
        Some((found, span)) if found.trim() == name => read_span(span),
        _ => Err(refuse(
            text,
            &format!("{name}= and a time, as in lognormal(p50=20ms, p99=90ms)"),
        )),
    }
}

/// Digits with at most one point: no sign, no exponent, nothing infinite.
fn read_number(text: &str) -> Result<f64, String> {
    let refuse = || refuse(text, "a number such as 1.5");
    let plain = text.trim().chars().all(|c| c.is_ascii_digit() || c == '.');
    plain
        .then(|| text.trim().parse().ok())
        .flatten()
        .ok_or_else(refuse)
}

/// A share of one, written in percent.
fn read_percentage(text: &str) -> Result<f64, String> {
    let refuse = || refuse(text, "a percentage such as 95%");
    let number = text.trim().strip_suffix('%').ok_or_else(refuse)?;
    read_number(number).map_err(|_| refuse())?;
    // The exponent shifts the decimal point before rounding; dividing by 100 would not always give the nearest number.
    format!("{}e-2", number.trim())
        .parse()
        .map_err(|_| refuse())
}

/// A share in percent, printed by shifting its decimal point: multiplying by 100 would print 7.000000000000001%.
struct Percentage(f64);

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let fraction = format!("{fraction:0<2}");
        let (units, rest) = fraction.split_at(2);
        let units = format!("{whole}{units}");
        let units = units.trim_start_matches('0');
        let point = if rest.is_empty() { "" } else { "." };
        write!(
            f,
            "{}{point}{rest}%",
            if units.is_empty() { "0" } else { units }
        )
    }
}

impl fmt::Display for Distribution {
    /// The canonical text, which reads back as an equal distribution.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "{value}"),
            Self::Uniform { low, high } => write!(f, "uniform({low}, {high})"),
            Self::Exponential { mean } => write!(f, "exp({mean})"),
            Self::Normal { mean, sd } => write!(f, "normal({mean}, {sd})"),
            Self::Lognormal { p50, p99 } => write!(f, "lognormal(p50={p50}, p99={p99})"),
            Self::Pareto { minimum, alpha } => write!(f, "pareto({minimum}, {alpha})"),
            Self::Mixture(parts) => write_pairs(f, "mix", parts),
            Self::Shifted { offset, rest } => write!(f, "{offset} + {rest}"),
            Self::Quantiles(points) => write_pairs(f, "quantiles", points),
        }
    }
}

fn write_pairs(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    pairs: &[(f64, impl fmt::Display)],
) -> fmt::Result {
    write!(f, "{name}(")?;
    for (index, (share, rest)) in pairs.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{}: {rest}", Percentage(*share))?;
    }
    write!(f, ")")
}

/// Sentence of refusal; a long input is shortened.
pub(super) fn refuse(found: &str, allowed: &str) -> String {
    format!("found \"{}\", allowed is {allowed}", shorten(found.trim()))
}

/// The next deeper level, unless it is too deep.
pub(super) fn deeper(level: u32) -> Result<u32, String> {
    if level == DEEPEST {
        return Err(format!(
            "found mixtures nested more than {DEEPEST} deep, allowed are {DEEPEST} levels"
        ));
    }
    Ok(level + 1)
}
