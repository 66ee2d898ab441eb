//! Who may know whom.

use super::{Finding, Source};

/// Crates that must not appear in a manifest.
pub(super) const BANNED: [(&str, &[&str]); 2] = [
    (
        "core/Cargo.toml",
        &[
            "getrandom",
            "wasm-bindgen",
            "web-sys",
            "js-sys",
            "yew",
            "rand",
        ],
    ),
    (
        "picture/Cargo.toml",
        &["wasm-bindgen", "web-sys", "js-sys", "yew"],
    ),
];

/// Names of patterns: the page shows whatever is declared, and knows none of them.
const PATTERNS: [&str; 7] = [
    "raft", "paxos", "saga", "breaker", "bulkhead", "quorum", "outbox",
];

/// The manifest of a layer depends on nothing outside of it.
pub(super) fn of_manifest(path: &str, text: &str, banned: &[&str]) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    let outside = lines.filter_map(|(index, line)| {
        let name = line.split(['=', '.', ' ']).next()?.trim_matches('"');
        let what =
            format!("this layer must not depend on `{name}`: take what it gives as an argument");
        banned.contains(&name).then(|| Finding {
            file: path.into(),
            line: index + 1,
            what,
        })
    });
    outside.collect()
}

/// The page names no pattern: adding one changes nothing in `web/`.
pub(super) fn page_names_no_pattern(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("web/src/") {
        return Vec::new();
    }
    let lines = source.spoken.lines().enumerate();
    let named = lines.filter_map(|(index, line)| {
        let pattern = PATTERNS.into_iter().find(|pattern| names(line, pattern))?;
        let what = format!("the page must not know `{pattern}`: show what core declares instead");
        Some(source.finding(index + 1, what))
    });
    named.collect()
}

/// Whether a line has this word, or its plural, as a word or as part of an identifier.
fn names(line: &str, pattern: &str) -> bool {
    words(line)
        .iter()
        .any(|word| word.strip_suffix('s').unwrap_or(word) == pattern)
}

/// The words of a line in lower case, identifiers taken apart.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for letter in line.chars() {
        let begins = !letter.is_alphabetic() || (lower && letter.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if letter.is_alphabetic() {
            words
                .last_mut()
                .into_iter()
                .for_each(|word| word.extend(letter.to_lowercase()));
        }
        lower = letter.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_does_not_depend_on_the_browser() {
        let manifest = "[dependencies]\nlibm.workspace = true\nweb-sys = \"0.3\"\n";
        let findings = of_manifest("core/Cargo.toml", manifest, BANNED[0].1);
        assert_eq!((findings.len(), findings[0].line), (1, 3));
        assert_eq!(
            of_manifest(
                "core/Cargo.toml",
                "[dependencies]\nlibm.workspace = true\n",
                BANNED[0].1
            ),
            []
        );
    }

    #[test]
    fn the_page_knows_no_pattern() {
        let page = |text| page_names_no_pattern(&Source::new("web/src/a.rs", text));
        assert_eq!(page("let draft = usage(); // like a saga\n"), []);
        assert_eq!(page("let x = CircuitBreaker::new();\n").len(), 1);
        assert_eq!(page("html! { \"the Raft log\" }\n").len(), 1);
        assert_eq!(page("fn show_quorums() {}\n").len(), 1);
    }

    #[test]
    fn other_crates_may_name_patterns() {
        assert_eq!(
            page_names_no_pattern(&Source::new("core/src/a.rs", "struct Raft;")),
            []
        );
    }
}
