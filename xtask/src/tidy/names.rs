//! Names that say nothing about what is inside.

use super::{Finding, Source};

const EMPTY: [&str; 7] = [
    "util", "utils", "helper", "helpers", "common", "manager", "managers",
];

const WHAT: &str = "says nothing about what is inside: name it after its concept";

/// Files and folders.
pub(super) fn of_path(path: &str) -> Vec<Finding> {
    let mut parts = path
        .split('/')
        .map(|part| part.split('.').next().unwrap_or(part));
    let empty = parts.find(|part| says_nothing(part));
    let finding = |part| Finding {
        file: path.into(),
        line: 1,
        what: format!("`{part}` {WHAT}"),
    };
    empty.map(finding).into_iter().collect()
}

/// Modules that are declared in a file.
pub(super) fn of_modules(source: &Source) -> Vec<Finding> {
    source.lines(|line| {
        let module = declared(line)?;
        says_nothing(module).then(|| format!("`{module}` {WHAT}"))
    })
}

fn declared(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("mod ")?;
    let is_declaration = before.trim().is_empty() || before.trim_start().starts_with("pub");
    let name = after.split([';', ' ', '{']).next()?;
    is_declaration.then_some(name)
}

fn says_nothing(name: &str) -> bool {
    name.split(['_', '-']).any(|word| EMPTY.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_named_after_concepts() {
        assert_eq!(of_path("core/src/luck/laws.rs"), []);
        assert_eq!(of_path("core/src/commonly.rs"), []);
        assert_eq!(of_path("core/src/utils/laws.rs").len(), 1);
        assert_eq!(of_path("web/src/state_manager.rs").len(), 1);
    }

    #[test]
    fn modules_are_named_after_concepts() {
        let findings = of_modules(&Source::new(
            "a.rs",
            "mod laws;\npub(crate) mod test_helpers;\n// mod utils;\n",
        ));
        assert_eq!((findings.len(), findings[0].line), (1, 2));
    }
}
