//! What would let two runs of one scenario differ, or a new message go unhandled.
//!
//! `clippy.toml` bans the same types and methods by their resolved names; this catches them where Clippy is
//! silenced, or where a macro hides them.

use super::{Finding, Source};

/// Std's float functions whose last bit is the platform's.
const PLATFORM: [&str; 20] = [
    "ln", "log10", "log2", "ln_1p", "exp", "exp2", "exp_m1", "powf", "powi", "cbrt", "hypot",
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "tanh", "mul_add",
];

/// Folders of machines: their dispatch lists every case, so that the compiler names what a new variant must handle.
const MACHINES: [&str; 5] = [
    "consensus",
    "replication",
    "transactions",
    "resilience",
    "traffic",
];

/// Collections that iterate in a random order.
pub(super) fn no_hashed_collections(source: &Source) -> Vec<Finding> {
    if !in_core(source) {
        return Vec::new();
    }
    let words = ["HashMap", "HashSet"];
    source.lines(|line| {
        let word = words.into_iter().find(|word| line.contains(word))?;
        Some(format!(
            "`{word}` iterates in a random order: use a BTree or a Vec"
        ))
    })
}

/// Float functions that differ between native code and the browser.
pub(super) fn no_platform_floats(source: &Source) -> Vec<Finding> {
    if !in_core(source) {
        return Vec::new();
    }
    source.lines(|line| {
        let name = PLATFORM
            .into_iter()
            .find(|name| calls_platform(line, name))?;
        Some(format!(
            "`{name}` differs between platforms in the last bit: use libm, or multiply"
        ))
    })
}

fn calls_platform(line: &str, name: &str) -> bool {
    [".", "f64::", "f32::"]
        .into_iter()
        .any(|before| line.contains(&format!("{before}{name}(")))
}

/// `_ =>` in the dispatch of a machine.
pub(super) fn no_catch_all(source: &Source) -> Vec<Finding> {
    if !is_machine(&source.path) {
        return Vec::new();
    }
    let shipped = source
        .code
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .count();
    let caught = |line: &str| line.trim_start().starts_with("_ =>");
    let what = "`_ =>` hides what a new variant must handle: list the cases";
    let findings = source.lines(|line| caught(line).then(|| what.into()));
    findings
        .into_iter()
        .filter(|finding| finding.line <= shipped)
        .collect()
}

fn in_core(source: &Source) -> bool {
    source.path.starts_with("core/src/")
}

fn is_machine(path: &str) -> bool {
    let folder = path
        .strip_prefix("core/src/")
        .and_then(|rest| rest.split(['/', '.']).next());
    folder.is_some_and(|folder| MACHINES.contains(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(text: &str) -> Source {
        Source::new("core/src/traffic/a.rs", text)
    }

    #[test]
    fn hashed_collections_stay_out_of_core() {
        assert_eq!(
            no_hashed_collections(&core("use std::collections::BTreeMap; // not a HashMap\n")),
            []
        );
        assert_eq!(
            no_hashed_collections(&core("let seen: HashSet<u32>;\n")).len(),
            1
        );
        assert_eq!(
            no_hashed_collections(&Source::new("cli/src/main.rs", "HashMap")),
            []
        );
    }

    #[test]
    fn floats_go_through_libm() {
        assert_eq!(
            no_platform_floats(&core("let y = libm::exp(x) + x.sqrt();\n")),
            []
        );
        assert_eq!(
            no_platform_floats(&core("let y = x.powf(2.0);\nlet z = f64::ln(x);\n")).len(),
            2
        );
    }

    #[test]
    fn machines_list_their_cases() {
        let good = "match role { Role::Leader => {} }\n#[cfg(test)]\nmod tests {\n    _ => {}\n}\n";
        assert_eq!(no_catch_all(&core(good)), []);
        assert_eq!(
            no_catch_all(&core(
                "match role {\n    Role::Leader => 1,\n    _ => 2,\n}\n"
            ))[0]
                .line,
            3
        );
        assert_eq!(
            no_catch_all(&Source::new("core/src/params/mod.rs", "_ => 2,\n")),
            []
        );
    }
}
