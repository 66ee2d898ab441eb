//! Objectives and verdicts as badges that open their evidence.

use netsplit_core::summary::{Evidence, Holds, Summary};
use yew::prelude::*;

use super::icon::Icon;
use super::{Dispatch, moment};
use crate::shared::Shared;
use crate::state::{Action, Looking, Proof, WANTED};

/// Properties of the verdicts.
#[derive(Properties, PartialEq)]
pub struct VerdictsProps {
    /// Results of the run.
    pub summary: Shared<Summary>,
    /// The verdict that was opened.
    pub proof: Option<Shared<Proof>>,
    /// Where a click goes.
    pub dispatch: Dispatch,
}

/// A badge: an objective or a verdict.
struct Badge<'a> {
    key: String,
    name: String,
    holds: Holds,
    says: &'a str,
    evidence: Option<&'a Evidence>,
}

/// Objectives and verdicts.
#[component]
pub fn Verdicts(props: &VerdictsProps) -> Html {
    let open = props.proof.as_ref().map(|proof| proof.badge.as_str());
    let badges = badges(&props.summary);
    let shown = badges.iter().find(|badge| Some(badge.key.as_str()) == open);
    html! {
        <section class="verdicts" aria-label="Verdicts">
            <ul class="badges">
                { for badges.iter().map(|badge| draw(badge, open, props)) }
            </ul>
            if let Some(badge) = shown {
                <div class="evidence" role="status">
                    <p><b>{ &badge.name }{ ": " }</b>{ badge.says }</p>
                    if let Some(evidence) = badge.evidence.filter(|evidence| !badge.says.contains(&evidence.says)) {
                        <p>{ &evidence.says }</p>
                    }
                </div>
            }
        </section>
    }
}

/// Objectives first, then verdicts that are not among them already.
fn badges(summary: &Summary) -> Vec<Badge<'_>> {
    let verdict = |id: &str| summary.verdicts.iter().find(|verdict| verdict.id == id);
    let objectives = summary.objectives.iter().map(|objective| {
        let verdict = verdict(&objective.want);
        Badge {
            key: format!("{WANTED}{}", objective.want),
            name: verdict.map_or_else(
                || in_print(&objective.want, summary),
                |verdict| verdict.name.clone(),
            ),
            holds: objective.holds,
            says: &objective.says,
            evidence: verdict.and_then(|verdict| verdict.evidence.as_ref()),
        }
    });
    let wanted = |id: &str| {
        summary
            .objectives
            .iter()
            .any(|objective| objective.want == id)
    };
    let verdicts = summary
        .verdicts
        .iter()
        .filter(|verdict| !wanted(&verdict.id));
    let verdicts = verdicts.map(|verdict| Badge {
        key: verdict.id.clone(),
        name: verdict.name.clone(),
        holds: verdict.holds,
        says: &verdict.says,
        evidence: verdict.evidence.as_ref(),
    });
    objectives.chain(verdicts).collect()
}

/// An objective by the name of its metric, with the signs of print: `Latency p99 ≤ 250ms`.
fn in_print(want: &str, summary: &Summary) -> String {
    let sentence = want.replace(">=", "\u{2265}").replace("<=", "\u{2264}");
    let (id, bound) = sentence.split_once(' ').unwrap_or((&sentence, ""));
    match summary.metric(id) {
        Some(metric) => format!("{} {bound}", metric.name),
        None => sentence,
    }
}

fn draw(badge: &Badge<'_>, open: Option<&str>, props: &VerdictsProps) -> Html {
    let (class, icon, word) = match badge.holds {
        Holds::Yes => ("badge ok", Icon::Good, "holds"),
        Holds::No => ("badge bad", Icon::Bad, "violated"),
        Holds::Undecided => ("badge warn", Icon::Unknown, "undecided"),
    };
    let expanded = open == Some(badge.key.as_str());
    let act = {
        let dispatch = props.dispatch.clone();
        let proof = Proof {
            badge: badge.key.clone(),
            evidence: badge.evidence.cloned(),
        };
        let proof = (!expanded).then_some(proof);
        move |_: MouseEvent| dispatch.dispatch(Action::Look(Looking::Proof(proof.clone())))
    };
    html! {
        <li key={badge.key.clone()}>
            <button type="button" {class} aria-expanded={expanded.to_string()} onclick={act}>
                { icon.draw() }{ &badge.name }
                <span class="unseen">{ ", " }{ word }</span>
                if let Some(evidence) = badge.evidence {
                    <u>{ "at " }{ moment(evidence.at) }</u>
                }
            </button>
        </li>
    }
}
