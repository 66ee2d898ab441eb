//! Numbers in attributes and in words.

/// A coordinate as text: at most two decimals, never `NaN`, never `-0`.
pub fn print(value: f64) -> String {
    let bounded = if value.is_finite() { value } else { 0.0 };
    let rounded = (bounded.clamp(-1e7, 1e7) * 100.0).round() / 100.0;
    // Adding zero turns -0 into 0.
    format!("{}", rounded + 0.0)
}

/// A share from 0 to 1 in words: `41 %`, `0.3 %`; only exact shares read as 0 % or 100 %.
pub fn percent(share: f64) -> String {
    let hundredth = if share.is_finite() {
        share * 100.0
    } else {
        0.0
    };
    match hundredth {
        h if h <= 0.0 => "0 %".to_owned(),
        h if h < 0.1 => "<0.1 %".to_owned(),
        h if h < 9.95 => format!("{} %", trimmed(&format!("{h:.1}"))),
        h if !(99.5..100.0).contains(&h) => format!("{h:.0} %"),
        h => format!("{:.1} %", (h * 10.0).floor() / 10.0),
    }
}

/// How many of a thing, in words: `1 replica`, `3 replicas`.
pub fn plural(count: usize, thing: &str) -> String {
    if count == 1 {
        format!("1 {thing}")
    } else {
        format!("{count} {thing}s")
    }
}

/// A decimal number without the zeros that say nothing: `2.50` is `2.5`, `3.0` is `3`.
pub fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_finite() {
        assert_eq!(print(1.0 / 3.0), "0.33");
        assert_eq!(print(-0.001), "0");
        assert_eq!(print(f64::NAN), "0");
        assert_eq!(print(f64::INFINITY), "0");
        assert_eq!(print(12.5), "12.5");
        assert_eq!(print(1e300), "10000000");
    }

    #[test]
    fn only_exact_shares_are_nothing_or_everything() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.000_01), "<0.1 %");
        assert_eq!(percent(0.031), "3.1 %");
        assert_eq!(percent(0.05), "5 %");
        assert_eq!(percent(0.41), "41 %");
        assert_eq!(percent(0.9969), "99.6 %");
        assert_eq!(percent(0.999_99), "99.9 %");
        assert_eq!(percent(1.0), "100 %");
    }

    #[test]
    fn zeros_that_say_nothing_go() {
        assert_eq!(trimmed("2.50"), "2.5");
        assert_eq!(trimmed("100"), "100");
        assert_eq!(trimmed("1.00"), "1");
    }
}
