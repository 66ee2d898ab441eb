//! Writes what is known of the site before anybody visits it, into the folder of the site that Trunk has built.
//!
//! ```text
//! index.html            the first lab, told and drawn before the program is there
//! labs/index.json       the list of labs, for the gallery of the page
//! labs/index.html       the same, to be read without the program
//! labs/<id>.json        the scenario of a lab, which the page fetches
//! labs/<id>.svg         its diagram, for posts
//! labs/<id>/index.html  the page of a lab
//! ```

mod gallery;
mod lab;
mod markup;
mod page;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use lab::Lab;
use netsplit_core::presets;

fn main() -> ExitCode {
    let Some(folder) = env::args().nth(1) else {
        eprintln!("error: name the folder of the site");
        return ExitCode::FAILURE;
    };
    match write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<(), String> {
    let labs: Vec<Lab> = presets::all()
        .iter()
        .map(Lab::of)
        .collect::<Result<_, _>>()?;
    let index = folder.join("index.html");
    let template =
        fs::read_to_string(&index).map_err(|cause| format!("{}: {cause}", index.display()))?;
    let listed: Vec<_> = labs.iter().map(|lab| &lab.listed).collect();
    let list = serde_json::to_string(&listed).map_err(|cause| cause.to_string())?;
    save(&index, &page::first(&template, &labs[0])?)?;
    let folder = folder.join("labs");
    save(&folder.join("index.json"), &list)?;
    save(&folder.join("index.html"), &gallery::page(&labs))?;
    for lab in &labs {
        let id = &lab.listed.id;
        save(&folder.join(format!("{id}.json")), lab.text)?;
        save(&folder.join(format!("{id}.svg")), &lab.figure())?;
        save(
            &folder.join(id).join("index.html"),
            &page::of(&template, lab)?,
        )?;
    }
    Ok(())
}

fn save(file: &Path, text: &str) -> Result<(), String> {
    let said = |cause| format!("{}: {cause}", file.display());
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(said)?;
    fs::write(file, text).map_err(said)
}
