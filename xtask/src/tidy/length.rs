//! Files and functions that have grown too long to be read in one go.

use super::{Finding, Source};

const FILE: usize = 600;
const FUNCTION: usize = 70;

/// A file is one concept.
pub(super) fn of_file(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    let what = format!("{lines} lines, and {FILE} is the most: make a folder of files by concern");
    if lines > FILE {
        vec![source.finding(FILE + 1, what)]
    } else {
        Vec::new()
    }
}

/// A function is one thought.
pub(super) fn of_functions(source: &Source) -> Vec<Finding> {
    let long = functions(&source.code)
        .into_iter()
        .filter(|function| function.lines > FUNCTION);
    long.map(|Function { name, line, lines }| {
        let what = format!(
            "`{name}` has {lines} lines, and {FUNCTION} is the most: give parts of it names"
        );
        source.finding(line, what)
    })
    .collect()
}

struct Function<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
}

fn functions(code: &str) -> Vec<Function<'_>> {
    let starts = code
        .match_indices("fn ")
        .filter(|(at, _)| starts_a_word(code, *at));
    starts
        .filter_map(|(at, keyword)| function(code, at, at + keyword.len()))
        .collect()
}

fn starts_a_word(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

/// The function whose name stands at `name_at`, unless it has no body.
fn function(code: &str, at: usize, name_at: usize) -> Option<Function<'_>> {
    let rest = &code[name_at..];
    let name = rest
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .next()?;
    let open = body(rest)?;
    let close = closing(&rest[open..])?;
    let line = 1 + code[..at].matches('\n').count();
    Some(Function {
        name,
        line,
        lines: 1 + rest[..open + close].matches('\n').count(),
    })
}

/// Where the body opens: the first brace outside of the brackets of the signature.
fn body(rest: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn closing(body: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in body.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_body(lines: usize) -> Source {
        let body = "    step(\"{\"); // }\n".repeat(lines);
        Source::new(
            "core/src/a.rs",
            &format!("trait T {{ fn f(a: [u8; 2]); }}\nfn long(a: [u8; 2]) {{\n{body}}}\n"),
        )
    }

    #[test]
    fn a_function_of_seventy_lines_is_the_longest() {
        assert_eq!(of_functions(&with_body(68)), []);
        let findings = of_functions(&with_body(69));
        assert_eq!((findings.len(), findings[0].line), (1, 2));
        assert!(findings[0].what.starts_with("`long` has 71 lines"));
    }

    #[test]
    fn a_file_of_six_hundred_lines_is_the_longest() {
        assert_eq!(of_file(&Source::new("a.rs", &"\n".repeat(600))), []);
        assert_eq!(of_file(&Source::new("a.rs", &"\n".repeat(601))).len(), 1);
    }
}
