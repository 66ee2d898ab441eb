//! A run as text.

use netsplit_core::summary::{
    Evidence, Holds, Metric, NodeSummary, RouteSummary, Summary, Verdict,
};
use netsplit_core::unit::Unit;
use netsplit_core::vocabulary::Outcome;

use super::Report;
use crate::output::{harmless, one_line};
use crate::table::Table;

/// A run as text; if verbose, with the definition of each metric.
pub(crate) fn text(report: &Report, verbose: bool) -> String {
    let summary = &report.summary;
    let sections = [
        ("Metrics", metrics(&summary.metrics, verbose)),
        ("Nodes", nodes(&summary.nodes)),
        ("Routes", routes(&summary.routes)),
        ("Verdicts", verdicts(summary)),
        ("Objectives", objectives(summary)),
        ("Notices", notices(summary)),
    ];
    let filled = sections.iter().filter(|(_, section)| !section.is_empty());
    let body: Vec<_> = filled
        .map(|(name, section)| format!("\n{name}\n{section}"))
        .collect();
    harmless(&format!(
        "{}\n{}\nDigest {}\n{} events, seed {}, engine {}\n",
        one_line(&report.title),
        body.concat(),
        report.digest,
        Unit::Count.print(summary.events as f64),
        report.seed,
        summary.engine,
    ))
}

/// Mark for a metric without a value.
const NOTHING: &str = "-";

/// Indentation of an explanation below its line.
const DEEPER: &str = "      ";

/// A verdict in one word.
fn word(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "holds",
        Holds::No => "violated",
        Holds::Undecided => "undecided",
    }
}

fn print(unit: Unit, value: Option<f64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| unit.print(value))
}

fn metrics(metrics: &[Metric], verbose: bool) -> String {
    let mut table = Table::new(1..2);
    for metric in metrics {
        table.row(&[&metric.id, &print(metric.unit, metric.value), &metric.name]);
    }
    let explained = |(line, metric): (String, &Metric)| {
        if verbose {
            format!("{line}\n{DEEPER}{}\n", metric.definition)
        } else {
            line + "\n"
        }
    };
    table
        .lines()
        .into_iter()
        .zip(metrics)
        .map(explained)
        .collect()
}

fn nodes(nodes: &[NodeSummary]) -> String {
    let mut table = Table::new(1..6);
    table.row(&[
        "",
        "utilisation",
        "queue mean",
        "queue max",
        "throughput",
        "time in node",
    ]);
    for node in nodes {
        table.row(&[
            &node.node,
            &print(Unit::Share, node.utilisation),
            &format!("{:.2}", node.queue_mean),
            &node.queue_max.to_string(),
            &Unit::PerSecond.print(node.throughput),
            &print(Unit::Seconds, node.time_in_node),
        ]);
    }
    table.text()
}

fn routes(routes: &[RouteSummary]) -> String {
    if routes.is_empty() {
        return String::new();
    }
    let outcomes = Outcome::ALL.map(Outcome::word);
    let heading = [&["", "attempts"][..], &outcomes].concat();
    let mut table = Table::new(1..heading.len());
    table.row(&heading);
    for route in routes.iter().filter(|route| route.messages.is_none()) {
        let counts = std::iter::once(&route.attempts).chain(&route.outcomes);
        let counts: Vec<_> = counts
            .map(|count| Unit::Count.print(*count as f64))
            .collect();
        let cells = std::iter::once(&route.route).chain(&counts);
        table.row(&cells.map(String::as_str).collect::<Vec<_>>());
    }
    table.text() + &messages(routes)
}

/// Messages between machines: they are no attempts, and have no outcomes.
fn messages(routes: &[RouteSummary]) -> String {
    let mut table = Table::new(1..2);
    for route in routes {
        if let Some(messages) = route.messages {
            let count = Unit::Count.print(messages as f64);
            table.row(&[&route.route, &count, "messages between machines"]);
        }
    }
    table.text()
}

fn verdicts(summary: &Summary) -> String {
    let mut table = Table::new(0..0);
    for verdict in &summary.verdicts {
        table.row(&[
            word(verdict.holds),
            &format!("{}: {}", verdict.name, verdict.says),
        ]);
    }
    let with_evidence = |(line, verdict): (String, &Verdict)| {
        let evidence = verdict.evidence.as_ref();
        let shown = evidence.map(|evidence| shown(summary, evidence));
        format!("{line}\n{}", shown.unwrap_or_default())
    };
    let lines = table.lines().into_iter().zip(&summary.verdicts);
    lines.map(with_evidence).collect()
}

/// Evidence as a line of its own.
fn shown(summary: &Summary, evidence: &Evidence) -> String {
    let processes = processes(summary, evidence).into_iter().map(str::to_owned);
    let requests = evidence.requests.iter();
    let requests = requests.map(|number| format!("request {number}"));
    let culprits: Vec<_> = processes.chain(requests).collect();
    let culprits = match culprits.len() {
        0 => String::new(),
        _ => format!(" ({})", culprits.join(", ")),
    };
    let at = Unit::Seconds.print(evidence.at);
    let shown = one_line(&format!("at {at}{culprits}: {}", evidence.says));
    format!("{DEEPER}{shown}\n")
}

/// Names of the processes of the evidence.
pub(super) fn processes<'a>(summary: &'a Summary, evidence: &Evidence) -> Vec<&'a str> {
    let all = &summary.topology.processes;
    let indices = evidence.processes.iter();
    indices
        .filter_map(|index| all.get(*index as usize))
        .map(|process| process.name.as_str())
        .collect()
}

fn objectives(summary: &Summary) -> String {
    let mut table = Table::new(0..0);
    for objective in &summary.objectives {
        table.row(&[word(objective.holds), &objective.want, &objective.says]);
    }
    table.text()
}

fn notices(summary: &Summary) -> String {
    let all = summary.truncated.iter().chain(&summary.notices);
    let lines: Vec<_> = all
        .map(|notice| format!("  {}\n", one_line(notice)))
        .collect();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::recording::Digest;
    use netsplit_core::topology::ProcessShape;

    #[test]
    fn evidence_names_moment_and_culprits() {
        let mut summary = Summary::default();
        summary.topology.processes.push(ProcessShape {
            name: "db/1".to_owned(),
            node: 0,
            zone: String::new(),
        });
        summary.verdicts.push(Verdict {
            id: "linearizable".to_owned(),
            name: "Linearizable".to_owned(),
            holds: Holds::No,
            says: "It is not.".to_owned(),
            evidence: Some(Evidence {
                at: 2.5,
                requests: vec![3, 4],
                processes: vec![0],
                says: "4 reads what 3 overwrote.".to_owned(),
            }),
        });
        let text = verdicts(&summary);
        assert!(text.starts_with("  violated  Linearizable: It is not.\n"));
        assert!(
            text.contains("at 2.50 s (db/1, request 3, request 4): 4 reads"),
            "{text}"
        );
    }

    #[test]
    fn a_title_cannot_steer_the_terminal() {
        let report = Report {
            title: "\x1b[2Jgone\nObjectives\n  holds \u{202e}".to_owned(),
            seed: 1,
            summary: Summary::default(),
            digest: Digest::default(),
        };
        let text = text(&report, false);
        let title = "\u{fffd}[2Jgone\u{fffd}Objectives\u{fffd}  holds \u{fffd}\n";
        assert!(text.starts_with(title), "{text}");
    }
}
