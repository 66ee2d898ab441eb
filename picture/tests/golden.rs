//! Every sample is drawn as it was drawn before: `UPDATE_GOLDEN=1 cargo test` accepts what has changed.

#[allow(dead_code, reason = "each test uses a part of it")]
mod samples;

use std::path::PathBuf;
use std::{env, fs};

use netsplit_picture::scene::Scene;
use netsplit_picture::svg;

/// Diagrams that are too large to be read as text; the tests of properties cover them.
const TOO_LARGE: [&str; 4] = ["fifty", "fifty-down", "crowd-60-down", "fan-out-down"];

fn check(name: &str, scene: &Scene) -> Result<(), String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(format!("{name}.svg"));
    let drawn = svg::to_text(scene);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(&path, drawn).map_err(|error| format!("{name}: {error}"));
    }
    let known = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    let first = known.lines().zip(drawn.lines()).find(|(a, b)| a != b);
    match first {
        _ if known == drawn => Ok(()),
        Some((was, is)) => Err(format!("{name} changed\n  from {was}\n  to   {is}")),
        None => Err(format!("{name} became longer or shorter")),
    }
}

#[test]
fn samples_are_drawn_as_before() {
    let all = [
        samples::diagrams(),
        samples::charts(),
        samples::stretches::stretches(),
    ]
    .concat();
    let wrong: Vec<String> = all
        .iter()
        .filter(|(name, _)| !TOO_LARGE.contains(name))
        .filter_map(|(name, scene)| check(name, scene).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
