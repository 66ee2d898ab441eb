//! The two themes, read from the style sheet itself so that no colour is written twice.

use crate::STYLE;

/// Where the variables end and the classes begin.
const CLASSES: &str = "/* Shapes. */";

/// A set of colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// How its rule begins in the style sheet.
    fn selector(self) -> &'static str {
        match self {
            Self::Light => ":root {",
            Self::Dark => ":root[data-theme=dark] {",
        }
    }

    /// Names and values of its variables, the longest name first.
    pub fn variables(self) -> Vec<(&'static str, &'static str)> {
        let rule = STYLE.split_once(self.selector()).map_or("", |(_, r)| r);
        let body = rule.split('}').next().unwrap_or_default();
        body.split(';')
            .filter_map(|declaration| declaration.split_once(':'))
            .map(|(name, value)| (name.trim(), value.trim()))
            .filter(|(name, _)| name.starts_with("--"))
            .collect()
    }
}

/// The classes of the style sheet with the value of the theme in place of every variable.
pub fn resolved(theme: Theme) -> String {
    let classes = STYLE.split_once(CLASSES).map_or(STYLE, |(_, rest)| rest);
    let mut text = classes.trim().to_owned();
    for (name, value) in theme.variables() {
        text = text.replace(&format!("var({name})"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of a colour written `#rrggbb`, as WCAG defines it.
    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let byte = u8::from_str_radix(&color[at..at + 2], 16).unwrap();
            let share = f64::from(byte) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                libm::pow((share + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(theme: Theme, one: &str, other: &str) -> f64 {
        let value = |name: &str| {
            let all = theme.variables();
            let found = all.iter().find(|(key, _)| *key == name);
            luminance(found.unwrap_or_else(|| panic!("{name} is missing")).1)
        };
        let (a, b) = (value(one), value(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_in_both_themes() {
        let grounds = ["--bg", "--panel", "--grid"];
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for text in ["--ink", "--soft", "--faint"] {
            pairs.extend(grounds.map(|ground| (text, ground)));
        }
        for (text, soft) in [
            ("--accent", "--accent-soft"),
            ("--ok", "--ok-soft"),
            ("--warn", "--warn-soft"),
            ("--bad", "--bad-soft"),
        ] {
            pairs.extend([(text, "--bg"), (text, "--panel"), (text, soft)]);
            pairs.push(("--ink", soft));
        }
        for theme in [Theme::Light, Theme::Dark] {
            for (text, ground) in &pairs {
                let found = contrast(theme, text, ground);
                assert!(found >= 4.5, "{theme:?}: {text} on {ground} is {found:.2}");
            }
        }
    }

    #[test]
    fn lines_can_be_seen_in_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            for line in ["--s1", "--s2", "--s3", "--s4", "--s5", "--s6"] {
                let found = contrast(theme, line, "--panel");
                assert!(found >= 3.0, "{theme:?}: {line} is {found:.2}");
            }
        }
    }

    #[test]
    fn the_dark_colours_are_the_same_in_both_rules() {
        let media = STYLE.split_once(":root:not([data-theme=light]) {").unwrap();
        let body = media.1.split('}').next().unwrap();
        for (name, value) in Theme::Dark.variables() {
            assert!(body.contains(&format!("{name}: {value};")), "{name}");
        }
    }
}
