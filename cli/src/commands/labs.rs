//! `labs`: lists the gallery.

use netsplit_core::params::{Issues, Kind};
use netsplit_core::presets::{self, Preset};
use netsplit_core::scenario::{ControlState, Editor, controls};
use serde::Serialize;

use crate::arguments::Labs;
use crate::output;
use crate::table::Table;

/// A listed lab.
#[derive(Serialize)]
struct Lab {
    id: &'static str,
    family: &'static str,
    title: String,
    claim: String,
    controls: Vec<Listed>,
    objectives: Vec<String>,
}

/// A listed control.
#[derive(Serialize)]
struct Listed {
    name: String,
    label: String,
    help: String,
    value: String,
    /// Allowed values, in words.
    allowed: String,
    /// Minimum, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<String>,
    /// Maximum, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<String>,
    /// Options, if it is a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
}

/// Lists the labs.
///
/// # Errors
/// If a lab cannot be read, or the list cannot be written.
pub(super) fn labs(labs: &Labs) -> Result<bool, Issues> {
    let all: Vec<Lab> = presets::all().iter().map(lab).collect::<Result<_, _>>()?;
    if labs.json {
        output::print_json(&all)?;
    } else {
        output::print(&text(&all, labs.verbose))?;
    }
    Ok(true)
}

fn lab(preset: &Preset) -> Result<Lab, Issues> {
    let document = preset.document();
    let scenario = document.scenario()?;
    let states = controls(&document, &document);
    Ok(Lab {
        id: preset.id,
        family: preset.family,
        title: scenario.title.clone(),
        claim: scenario.story.claim.clone(),
        controls: states.into_iter().map(listed).collect(),
        objectives: scenario
            .objectives
            .iter()
            .map(|objective| objective.want.clone())
            .collect(),
    })
}

fn listed(control: ControlState) -> Listed {
    let (min, max) = bounds(&control.editor);
    let options = options(control.editor);
    let allowed = if options.is_empty() {
        allowed(min.as_deref(), max.as_deref())
    } else {
        format!("one of {}", options.join(", "))
    };
    let or_none = if control.optional { ", or none" } else { "" };
    Listed {
        name: control.name,
        label: control.label,
        help: control.help,
        value: control.text,
        allowed: allowed + or_none,
        min,
        max,
        options,
    }
}

/// Ends of a slider as text; a slider may be open at an end.
fn bounds(editor: &Editor) -> (Option<String>, Option<String>) {
    let Editor::Slider { kind, min, max, .. } = editor else {
        return (None, None);
    };
    let end = |magnitude: f64| is_end(magnitude).then(|| Kind::print(*kind, magnitude));
    (end(*min), end(*max))
}

/// True if a magnitude is a real limit of a range.
fn is_end(magnitude: f64) -> bool {
    magnitude.is_finite() && magnitude.abs() < f64::MAX
}

fn options(editor: Editor) -> Vec<String> {
    match editor {
        Editor::Choice { options } => options,
        Editor::Flag => ["true", "false"].map(str::to_owned).to_vec(),
        Editor::Slider { .. } | Editor::Text => Vec::new(),
    }
}

fn allowed(min: Option<&str>, max: Option<&str>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => "a text or distribution".to_owned(),
    }
}

fn text(labs: &[Lab], verbose: bool) -> String {
    let mut table = Table::new(0..0);
    for lab in labs {
        table.row(&[lab.id, &lab.title]);
    }
    let mut lines = Vec::new();
    let mut family = "";
    for (lab, line) in labs.iter().zip(table.lines()) {
        if lab.family != family {
            family = lab.family;
            let gap = if lines.is_empty() || verbose {
                ""
            } else {
                "\n"
            };
            lines.push(format!("{gap}{family}\n"));
        }
        lines.push(line + "\n");
        if verbose {
            lines.push(details(lab));
        }
    }
    lines.concat()
}

fn details(lab: &Lab) -> String {
    let mut table = Table::new(0..0);
    for control in &lab.controls {
        let setting = format!("  {}={}", control.name, control.value);
        table.row(&[setting.as_str(), &control.label, &control.allowed]);
    }
    format!("{}\n", table.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_read_well_when_open() {
        assert_eq!(allowed(Some("1"), Some("8")), "1 to 8");
        assert_eq!(allowed(Some("1"), None), "1 or more");
        let slider = Editor::Slider {
            kind: Kind::Count,
            min: 1.0,
            max: f64::MAX,
            magnitude: None,
            logarithmic: false,
        };
        assert_eq!(bounds(&slider), (Some("1".to_owned()), None));
    }
}
