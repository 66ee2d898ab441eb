//! Writes every sample as a file of its own, and a sheet of all of them, into the folder that is named.
//!
//! `cargo run -p netsplit-picture --example samples -- <folder>`

#[path = "../tests/samples/mod.rs"]
#[allow(
    dead_code,
    missing_docs,
    reason = "written for the tests, which use the rest"
)]
mod samples;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

use netsplit_picture::scene::Scene;
use netsplit_picture::theme::Theme;
use netsplit_picture::{STYLE, svg};

fn main() -> io::Result<()> {
    let folder = env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    fs::create_dir_all(&folder)?;
    let all = [samples::diagrams(), samples::charts()].concat();
    for (name, scene) in &all {
        for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let file = folder.join(format!("{name}-{suffix}.svg"));
            fs::write(file, svg::standalone(scene, theme))?;
        }
    }
    for (theme, down) in [
        ("light", false),
        ("dark", false),
        ("light", true),
        ("dark", true),
    ] {
        let chosen = all
            .iter()
            .filter(|(name, _)| name.ends_with("-down") == down);
        let suffix = if down { "-down" } else { "" };
        fs::write(
            folder.join(format!("{theme}{suffix}.html")),
            sheet(theme, chosen),
        )?;
    }
    Ok(())
}

fn sheet<'a>(theme: &str, all: impl Iterator<Item = &'a (&'static str, Scene)>) -> String {
    let mut figures = String::new();
    for (name, scene) in all {
        let drawn = svg::to_text(scene);
        let _ = writeln!(
            figures,
            "<figure><figcaption>{name}</figcaption>{drawn}</figure>"
        );
    }
    format!(
        "<!doctype html><html lang=\"en\" data-theme=\"{theme}\"><meta charset=\"utf-8\"><title>Samples</title>\n\
         <style>{STYLE}\nbody{{margin:12px;background:var(--panel);color:var(--ink);font:12px system-ui}}\
         figure{{margin:0 0 24px;display:inline-block;vertical-align:top;max-width:100%}}\
         svg{{max-width:100%;height:auto;outline:1px dotted var(--line)}}</style>\n{figures}"
    )
}
