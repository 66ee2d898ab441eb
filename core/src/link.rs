//! Links: a lab with the differences from it, readable; or a whole scenario, compressed.
//!
//! `?lab=start&rate=200/s&seed=7` names a preset and the differences from it. `#s1=...` holds a scenario as JSON, deflated
//! and in base64url. Opening a broken link reports its problems and loads its valid parts.

mod packed;
mod view;

use serde_json::Value;

use crate::ENGINE;
use crate::params::{Issue, Issues, shorten};
use crate::presets;
use crate::scenario::{ControlState, Document, apply, controls};
use crate::time::Span;

pub use packed::{pack, unpack};
pub use view::VIEW_NAMES;

/// Contents of a link, as far as they could be read.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// The preset it starts from, if it names one.
    pub lab: Option<String>,
    /// The scenario without changes, to which "reset" returns.
    pub original: Document,
    /// The scenario.
    pub document: Document,
    /// The seed.
    pub seed: u32,
    /// The moment, in seconds.
    pub at: Option<f64>,
    /// Settings of the view: `embed`, `view`, `theme`, and so on, as written.
    pub view: Vec<(String, String)>,
    /// Problems of the parts that could not be read; the rest is loaded all the same.
    pub problems: Vec<Issue>,
}

/// Values of controls, and interventions, that differ from the original.
type Changes = (Vec<(String, String)>, Vec<Value>);

/// The seed of a link that names none.
pub const DEFAULT_SEED: u32 = 1;

/// The first lab that a newcomer sees.
pub const DEFAULT_LAB: &str = "start";

/// Names with a meaning of their own; no control may be called so.
pub const RESERVED_NAMES: [&str; 5] = ["lab", "seed", "t", "e", "x"];

impl Link {
    /// Opens the parts of an address behind `?` and `#`, each with or without that sign.
    pub fn open(query: &str, fragment: &str) -> Self {
        Self::open_with(query, fragment, preset)
    }

    /// The same, with labs from elsewhere: `find` gives the scenario of a lab, or says what is wrong with its name.
    pub fn open_with(
        query: &str,
        fragment: &str,
        find: impl FnOnce(&str) -> Result<Document, String>,
    ) -> Self {
        let mut problems = Vec::new();
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .into_owned()
                .collect();
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let (lab, original) = source(
            value("lab"),
            fragment.trim_start_matches('#'),
            find,
            &mut problems,
        );
        let mut link = Self {
            document: original.clone(),
            original,
            lab,
            seed: DEFAULT_SEED,
            at: None,
            view: Vec::new(),
            problems,
        };
        for (place, (name, value)) in pairs.iter().enumerate() {
            if pairs[..place].iter().any(|(before, _)| before == name) {
                link.problems.push(twice(name));
            } else {
                link.read(name, value);
            }
        }
        link.check_view();
        link
    }

    /// A link to a scenario that came without one: without a lab, and without changes.
    pub fn to(document: Document) -> Self {
        Self {
            lab: None,
            original: document.clone(),
            document,
            seed: DEFAULT_SEED,
            at: None,
            view: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// True if a text is meant as a link, not as a name or a file.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(['?', '#'])
            || text.contains("://")
            || text.contains("?lab=")
            || text.contains("#s1=")
    }

    /// Opens a whole link, with or without the address of the page. The page loads the valid parts of a broken link; a program
    /// that requests one run must not get another.
    ///
    /// # Errors
    /// All problems of the link.
    pub fn follow(text: &str) -> Result<Self, Issues> {
        Self::follow_with(text, preset)
    }

    /// The same, with labs from elsewhere, as for [`Self::open_with`].
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn follow_with(
        text: &str,
        find: impl FnOnce(&str) -> Result<Document, String>,
    ) -> Result<Self, Issues> {
        let (query, fragment) = Self::parts(text);
        let names_lab = query.split('&').any(|pair| pair.starts_with("lab="));
        if !names_lab && !fragment.starts_with("s1=") {
            let problem = "this link holds no scenario; allowed is one with ?lab=... or #s1=...";
            return Err(Issue {
                path: shorten(text),
                problem: problem.to_owned(),
            }
            .into());
        }
        let link = Self::open_with(query, fragment, find);
        if link.problems.is_empty() {
            Ok(link)
        } else {
            Err(Issues(link.problems.into_iter().map(refused).collect()))
        }
    }

    /// The parts of a whole link behind `?` and `#`, without these signs.
    pub fn parts(text: &str) -> (&str, &str) {
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let query = address.split_once('?').map_or("", |(_, query)| query);
        (query, fragment)
    }

    /// The name of the lab that a link starts from, if it starts from one.
    pub fn lab_of(query: &str, fragment: &str) -> Option<String> {
        if fragment.trim_start_matches('#').starts_with("s1=") {
            return None;
        }
        let mut pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
        let lab = pairs.find(|(name, _)| name == "lab");
        lab.map(|(_, id)| id.into_owned())
    }

    /// Reads one `name=value`.
    fn read(&mut self, name: &str, value: &str) {
        let problem = match name {
            "lab" => None,
            "seed" => value
                .parse()
                .map(|seed| self.seed = seed)
                .err()
                .map(|_| "a whole number up to 4294967295"),
            "t" => value
                .parse::<Span>()
                .map(|at| self.at = Some(at.as_secs()))
                .err()
                .map(|_| "a time such as 12.43s"),
            "e" => return self.compare_engine(value),
            "x" => return self.add_interventions(value),
            _ if VIEW_NAMES.contains(&name) => {
                self.view.push((name.to_owned(), value.to_owned()));
                None
            }
            _ => {
                return self
                    .problems
                    .extend(apply(&mut self.document, name, value).err().map(shortened));
            }
        };
        let issue = problem.map(|allowed| Issue {
            path: name.to_owned(),
            problem: format!("found \"{}\", allowed is {allowed}", shorten(value)),
        });
        self.problems.extend(issue);
    }

    fn compare_engine(&mut self, value: &str) {
        if value != ENGINE {
            let problem = format!(
                "this link was made with engine {}, this page has {ENGINE}: it was run and judged again",
                shorten(value)
            );
            self.problems.push(Issue {
                path: "e".to_owned(),
                problem,
            });
        }
    }

    fn add_interventions(&mut self, packed: &str) {
        let before = self.document.clone();
        if let Err(problems) = self.try_interventions(packed) {
            self.document = before;
            let path = || "x".to_owned();
            let issues = problems.into_iter().map(|problem| Issue {
                path: path(),
                problem,
            });
            self.problems.extend(issues);
        }
    }

    fn try_interventions(&mut self, packed: &str) -> Result<(), Vec<String>> {
        let each = |issues: Issues| issues.0.iter().map(ToString::to_string).collect();
        let Value::Array(faults) = unpack(packed).map_err(each)? else {
            return Err(vec!["this is not a list of interventions".to_owned()]);
        };
        for fault in faults {
            self.document.intervene(fault);
        }
        self.document.scenario().map(drop).map_err(each)
    }

    /// The link as `?...` or `?...#s1=...`, with the moment and the view.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let changes = self
            .lab
            .as_ref()
            .and_then(|lab| Some((lab, self.changes()?)));
        if let Some((lab, (settings, interventions))) = &changes {
            query.append_pair("lab", lab);
            query.extend_pairs(settings);
            if !interventions.is_empty() {
                query.append_pair("x", &pack(&Value::from(interventions.clone())));
            }
        }
        if self.seed != DEFAULT_SEED {
            query.append_pair("seed", &self.seed.to_string());
        }
        if let Some(at) = self.at {
            query.append_pair("t", &Span::from_secs(at).to_string());
        }
        query.append_pair("e", ENGINE);
        query.extend_pairs(&self.view);
        // These characters need no escape in a query, and links should be readable.
        let query = query
            .finish()
            .replace("%2F", "/")
            .replace("%3A", ":")
            .replace("%2C", ",");
        let fragment = if changes.is_some() {
            String::new()
        } else {
            format!("#s1={}", pack(self.document.value()))
        };
        format!("?{query}{fragment}")
    }

    /// Differences from the original, if only controls and interventions differ.
    fn changes(&self) -> Option<Changes> {
        let states = controls(&self.document, &self.original);
        let settings: Vec<_> = states
            .into_iter()
            .filter(ControlState::is_changed)
            .map(|state| (state.name, state.text))
            .collect();
        let faults = |document: &Document| match document.get("faults") {
            Some(Value::Array(faults)) => faults.clone(),
            _ => Vec::new(),
        };
        let kept = faults(&self.original).len();
        let interventions =
            faults(&self.document).split_off(kept.min(faults(&self.document).len()));
        let mut rebuilt = self.original.clone();
        for (name, text) in &settings {
            apply(&mut rebuilt, name, text).ok()?;
        }
        for fault in &interventions {
            rebuilt.intervene(fault.clone());
        }
        (rebuilt.scenario() == self.document.scenario()).then_some((settings, interventions))
    }
}

/// The problem of a refused link. For a link of another engine, the page says that it ran the scenario again.
fn refused(problem: Issue) -> Issue {
    if problem.path != "e" {
        return problem;
    }
    let says = format!(
        "this link was not made with engine {ENGINE}, so its run may be another; allowed is to leave e out"
    );
    Issue {
        problem: says,
        ..problem
    }
}

/// The issues, where those of the whole are of what stands behind `#`.
fn in_fragment(mut issues: Issues) -> Issues {
    for issue in issues.0.iter_mut().filter(|issue| issue.path.is_empty()) {
        "s1".clone_into(&mut issue.path);
    }
    issues
}

/// The problem of a lab that is named beside a whole scenario.
fn unused(lab: &str) -> Issue {
    let found = shorten(lab);
    Issue {
        path: "lab".to_owned(),
        problem: format!(
            "found \"{found}\" beside a whole scenario behind #, allowed is one of the two: the scenario was read"
        ),
    }
}

/// The problem of a name that stands twice in a link: the first is read.
fn twice(name: &str) -> Issue {
    Issue {
        path: shorten(name),
        problem: "this stands twice, allowed is once: the first was read".to_owned(),
    }
}

fn shortened(mut issue: Issue) -> Issue {
    issue.path = shorten(&issue.path);
    issue
}

/// The scenario that a link starts from.
fn source(
    lab: Option<&str>,
    fragment: &str,
    find: impl FnOnce(&str) -> Result<Document, String>,
    problems: &mut Vec<Issue>,
) -> (Option<String>, Document) {
    let fallback = || (Some(DEFAULT_LAB.to_owned()), presets::first().document());
    if let Some(packed) = fragment.strip_prefix("s1=") {
        match open_packed(packed) {
            Ok(document) => {
                problems.extend(lab.map(unused));
                return (None, document);
            }
            Err(issues) => problems.extend(issues.0),
        }
        return fallback();
    }
    if !fragment.is_empty() {
        let problem = "what stands behind # is no scenario that can be read here: it may come from a newer Netsplit";
        problems.push(Issue {
            path: "#".to_owned(),
            problem: problem.to_owned(),
        });
    }
    let Some(id) = lab else { return fallback() };
    match find(id) {
        Ok(document) => (Some(id.to_owned()), document),
        Err(problem) => {
            let path = "lab".to_owned();
            problems.push(Issue { path, problem });
            fallback()
        }
    }
}

/// The scenario of a preset.
fn preset(id: &str) -> Result<Document, String> {
    let known = presets::all().iter().map(|preset| preset.id);
    let found = presets::find(id).map(|preset| preset.document());
    found.ok_or_else(|| format!("found {}", presets::unknown(id, known)))
}

fn open_packed(packed: &str) -> Result<Document, Issues> {
    let document = Document::from_value(unpack(packed).map_err(in_fragment)?)?;
    document.scenario()?;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reopened(link: &Link) -> Link {
        let address = link.address();
        let (query, fragment) = address.split_once('#').unwrap_or((&address, ""));
        Link::open(query, fragment)
    }

    #[test]
    fn every_preset_reads_and_its_link_is_short() {
        for preset in presets::all() {
            let document = preset.document();
            let scenario = document
                .scenario()
                .unwrap_or_else(|issues| panic!("{}: {issues}", preset.id));
            assert_eq!(scenario.id.as_deref(), Some(preset.id));
            assert_eq!(scenario.family, preset.family);
            let link = Link::open(&format!("lab={}", preset.id), "");
            assert_eq!(link.problems, []);
            assert_eq!(link.address(), format!("?lab={}&e={ENGINE}", preset.id));
        }
    }

    #[test]
    fn labs_may_come_from_elsewhere() {
        assert_eq!(
            Link::lab_of("?rate=5/s&lab=a%20b", ""),
            Some("a b".to_owned())
        );
        assert_eq!(Link::lab_of("lab=start", "#s1=AAAA"), None);
        assert_eq!(Link::lab_of("rate=5/s", ""), None);
        let elsewhere = |id: &str| {
            assert_eq!(id, "elsewhere");
            Ok(presets::first().document())
        };
        let text = "https://example.org/?lab=elsewhere&rate=300/s";
        let link = Link::follow_with(text, elsewhere).unwrap();
        assert_eq!(link.lab.as_deref(), Some("elsewhere"));
        assert!(link.address().starts_with("?lab=elsewhere&rate=300/s"));
        let (query, fragment) = Link::parts(text);
        let refused = Link::open_with(query, fragment, |_| Err("found none".to_owned()));
        assert_eq!(refused.lab.as_deref(), Some(DEFAULT_LAB));
        assert_eq!(refused.problems[0].to_string(), "lab: found none");
    }

    #[test]
    fn a_link_names_only_what_differs() {
        let mut link = Link::open("lab=start", "");
        apply(&mut link.document, "rate", "300/s").unwrap();
        apply(&mut link.document, "latency", "5ms").unwrap();
        link.seed = 7;
        link.at = Some(12.43);
        let address = link.address();
        assert_eq!(
            address,
            format!("?lab=start&rate=300/s&latency=5ms&seed=7&t=12.43s&e={ENGINE}")
        );
        let again = reopened(&link);
        assert_eq!(again.document.scenario(), link.document.scenario());
        assert_eq!(
            (again.seed, again.at, again.problems.len()),
            (7, Some(12.43), 0)
        );
    }

    #[test]
    fn interventions_travel_beside_the_lab() {
        let mut link = Link::open("lab=start", "");
        link.document
            .intervene(serde_json::json!({ "fault": "crash", "at": "3s", "target": "db" }));
        let address = link.address();
        assert!(
            address.contains("lab=start") && address.contains("x="),
            "{address}"
        );
        assert_eq!(
            reopened(&link).document.scenario(),
            link.document.scenario()
        );
    }

    #[test]
    fn other_changes_travel_as_a_whole_scenario() {
        let mut link = Link::open("lab=start", "");
        apply(&mut link.document, "nodes.db.concurrency", "2").unwrap();
        assert!(link.address().contains("#s1="));
        let again = reopened(&link);
        assert_eq!((again.lab, again.document), (None, link.document));
    }

    #[test]
    fn broken_links_say_what_is_wrong_and_load_the_rest() {
        for (query, fragment, part) in [
            ("lab=nowhere", "", "allowed is one of start"),
            ("lab=start&rate=fast", "", "allowed is a rate"),
            ("lab=start&rate=9999/s", "", "allowed is 10/s to 600/s"),
            ("lab=start&colour=red", "", "allowed are rate"),
            ("lab=start&seed=-1", "", "whole number"),
            ("lab=start&t=soon", "", "a time such as"),
            ("lab=start&e=0", "", "run and judged again"),
            ("lab=start&x=AAAA", "", "not whole"),
            ("lab=start&seed=1&seed=2", "", "stands twice"),
            ("lab=start&lab=quorum", "", "stands twice"),
            ("", "s1=%%%", "not whole"),
            ("", "s1=q1YqU7Iy1FFKSizKzcxTsqoGAA", "s1"),
        ] {
            let link = Link::open(query, fragment);
            let said: Vec<_> = link.problems.iter().map(ToString::to_string).collect();
            assert_eq!(said.len(), 1, "{query}#{fragment}: {said:?}");
            assert!(
                said[0].contains(part) || part == "s1",
                "{query}#{fragment}: {said:?}"
            );
            assert!(link.document.scenario().is_ok());
        }
    }

    #[test]
    fn links_are_told_from_files() {
        for link in [
            "?lab=start",
            "#s1=abc",
            "https://example.org/",
            "page.html?lab=start",
            "?e=1#s1=abc",
        ] {
            assert!(Link::is_meant(link), "{link}");
        }
        for file in ["mine.json", "./start", "a?b.json", "C:\\x.json"] {
            assert!(!Link::is_meant(file), "{file}");
        }
    }

    #[test]
    fn a_link_is_followed_whole_or_not_at_all() {
        let link = Link::follow("https://example.org/netsplit/?lab=start&seed=7").unwrap();
        assert_eq!((link.lab.as_deref(), link.seed), (Some("start"), 7));
        for (text, part) in [
            ("https://example.org/", "holds no scenario"),
            ("?lab=start&rate=fast", "allowed is a rate"),
            ("?lab=start&e=0", "leave e out"),
        ] {
            let issues = Link::follow(text).unwrap_err().to_string();
            assert!(issues.contains(part), "{text}: {issues}");
        }
    }
}
