//! Commands, their arguments, and their help.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use netsplit_core::history::{Keys, Value};
use netsplit_core::link::Link;
use netsplit_core::params::{Issue, Issues};
use netsplit_core::scenario;
use netsplit_core::verdicts::linearizability::{FailedCas, Model, Nil};

use crate::{REFUSED, output, source};

/// Simulates distributed systems: the cost and the correctness of a design.
///
/// A run depends only on the scenario and the seed: the same two give the same numbers on every machine, in the browser
/// and in the terminal.
#[derive(Parser)]
#[command(name = "netsplit", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The command.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the labs: scenarios that come with Netsplit.
    Labs(Labs),
    /// Runs a scenario and prints its metrics and verdicts.
    Run(Run),
    /// Tests the claims of labs over many seeds.
    Claims(Claims),
    /// Prints a link that contains a scenario.
    Link(Address),
    /// Prints the scenario behind a link as JSON.
    Open(Open),
    /// Checks a scenario, and lists its problems and whatever does nothing.
    Lint(Lint),
    /// Prints the JSON Schema of scenarios, for editors.
    Schema,
    /// Prints digests of runs: equal digests, equal runs.
    Digest(Digest),
    /// Checks if a history, such as one of Jepsen, is linearizable.
    Check(Check),
    /// Compares measurements with the figures of papers and formulas.
    Validate(Validate),
}

const EXAMPLES: &str = "\
Start here:
  netsplit labs --verbose                        which labs there are, and their controls
  netsplit run start                             run one
  netsplit run start --set rate=400/s --seed 7   the same under more load and with other luck
  netsplit open start > mine.json                take it as the beginning of a scenario of your own
  netsplit run mine.json                         its objectives decide the exit code
  netsplit link mine.json                        share it
  netsplit check jepsen.log                      judge what another system did
  netsplit validate                              judge Netsplit itself, by published figures

Exit codes: 0 if all that was asked for holds, 1 if something does not, 2 if the input is refused,
3 if a check cannot decide.";

const SOURCES: &str = "\
A lab (\"start\"), a file (\"mine.json\", or \"./start\" if it is called like a lab), \
a link (\"https://...?lab=start\", \"?lab=start&rate=400/s\", \"#s1=...\"), or - for JSON on the standard input";

/// Lists the labs.
#[derive(Args)]
#[command(after_help = "\
Examples:
  netsplit labs
  netsplit labs --verbose                        with their controls: names for --set, and allowed values
  netsplit labs --json | jq -r '.[].id'")]
pub(crate) struct Labs {
    /// Shows the controls of each lab, with their values and limits.
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Runs a scenario.
#[derive(Args)]
#[command(after_help = "\
Examples:
  netsplit run start
  netsplit run start --set rate=400/s --set nodes.app.replicas=4
  netsplit run '?lab=load-balancing&balance=random' --seed 3
  netsplit run mine.json --json | jq .summary.p99
  netsplit open start | jq '.objectives += [{want: \"p99 <= 90ms\"}]' | netsplit run -

Exit codes: 0 if the objectives hold, 1 if one does not or cannot be decided or if the run was cut short, 2 if the
input is refused.")]
pub(crate) struct Run {
    /// The scenario.
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Ends the run after N seconds of computing, and judges it up to there.
    #[arg(long, value_name = "N", value_parser = patience, allow_negative_numbers = true)]
    pub(crate) max_seconds: Option<u64>,
    /// Prints the definition of each metric.
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Prints JSON; numbers are in seconds, shares of 1, dollars and plain counts.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A scenario with changes.
#[derive(Args)]
pub(crate) struct Selection {
    #[arg(value_name = "LAB|FILE|LINK|-", help = SOURCES)]
    source: String,
    /// Sets a control ("rate=400/s") or any parameter by its path ("nodes.app.replicas=4"); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Seed of the run; without it, the seed of the link, or 1.
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u32>,
}

/// Tests claims.
#[derive(Args)]
#[command(after_help = "\
Examples:
  netsplit claims                                every claim of every lab
  netsplit claims load-balancing --seeds 20
  netsplit claims mine.json --json

Exit codes: 0 if all claims hold, 1 if one does not, 2 if the input is refused.")]
pub(crate) struct Claims {
    /// Source of the claims: a lab, a file, a link or -; without it, every lab.
    #[arg(value_name = "LAB")]
    pub(crate) source: Option<String>,
    /// Tests the seeds 1 to N; without it, the number that each claim sets.
    #[arg(long, value_name = "N", value_parser = seeds, allow_negative_numbers = true)]
    pub(crate) seeds: Option<u32>,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Prints the link of a scenario.
#[derive(Args)]
#[command(after_help = "\
Examples:
  netsplit link start --set rate=400/s
  netsplit link mine.json --base https://example.org/netsplit/")]
pub(crate) struct Address {
    /// The scenario.
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Address of a page with Netsplit; without it, the link is relative.
    #[arg(long, value_name = "URL", value_parser = base, default_value = "")]
    pub(crate) base: String,
}

/// Prints the scenario behind a link.
#[derive(Args)]
#[command(after_help = "\
Examples:
  netsplit open 'https://example.org/netsplit/?lab=start&rate=400/s' > mine.json
  netsplit open start                            a lab is a beginning for a scenario of your own")]
pub(crate) struct Open {
    #[arg(value_name = "LINK", help = SOURCES)]
    pub(crate) source: String,
}

/// Checks a scenario.
#[derive(Args)]
#[command(after_help = "\
Examples:
  netsplit lint mine.json
  jq '.nodes.app.replicas = 5' mine.json | netsplit lint -
  netsplit lint mine.json --json | jq '.[].path'

Exit codes: 0 if it is fine; 1 if it can be run, but something in it does nothing or not what was meant: each line says
where, why, and what to do; 2 if it is refused: each line says where, what was found and what is allowed.")]
pub(crate) struct Lint {
    #[arg(value_name = "FILE|-", help = SOURCES)]
    pub(crate) source: String,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Compares measurements with published figures.
#[derive(Args)]
#[command(after_help = "\
Each row is a figure of a paper, or a closed form, and what ordinary scenarios give: docs/validation.md says how to read it.
Nothing is fitted; what does not hold is told as that.

Examples:
  netsplit validate                              every row
  netsplit validate --only M/M/1                 those whose topic, name or source has this text
  netsplit validate --json | jq '.[] | select(.holds | not)'

Exit codes: 0 if every row holds, 1 if one does not, 2 if the input is refused.")]
pub(crate) struct Validate {
    /// Only rows with this text in topic, name or source; case does not matter.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) only: String,
    /// Prints JSON; numbers are in seconds, shares of 1 and plain counts.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Prints digests of runs.
#[derive(Args)]
#[command(after_help = "\
Each line is the lab, the seed and the digest of everything that was recorded.

Examples:
  netsplit digest                                every lab on seed 1
  netsplit digest start --seeds 20")]
pub(crate) struct Digest {
    /// The scenario: a lab, a file, a link or -; without it, every lab.
    #[arg(value_name = "LAB")]
    pub(crate) source: Option<String>,
    /// Runs the seeds 1 to N.
    #[arg(long, value_name = "N", value_parser = seeds, allow_negative_numbers = true, default_value = "1")]
    pub(crate) seeds: u32,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

const HISTORIES: &str = "\
Linearizable: all operations fit into one order that respects real time and in which every read
returns the value that was written last. Each key is judged for itself. An operation that ends in
\"info\", or never, may have taken effect or not.

Formats, told apart by their content; files compressed by gzip are unpacked:
  JSON objects, one after another or in one array
    {\"process\": 0, \"type\": \"invoke\", \"f\": \"write\", \"key\": \"x\", \"value\": 3, \"time\": 120}
    {\"process\": 0, \"type\": \"ok\", \"f\": \"write\", \"key\": \"x\", \"value\": 3, \"time\": 250}
  EDN operation maps, one after another or in one vector or list
    {:process 0, :type :invoke, :f :write, :value 3}
  lines of a jepsen.log
    INFO  jepsen.util - 0 :invoke :write 3
  records of whole operations in JSON or EDN, as users of Porcupine log them
    {\"client\": 0, \"input\": {\"op\": \"put\", \"key\": \"x\", \"value\": 3}, \"call\": 120, \"output\": {},
     \"return\": 250}

Events:
  type   invoke, ok, fail or info
  f      read, write, cas (its value is [expected, new]), get, put or append
  key    may be left out: there is one register then, unless values hold the keys (--keys)
  index  is the order, where every event has one; else time (nanoseconds), where every event has
         one; else the lines. At equal times an invocation comes before a completion.
  error  of a failed cas: it had no effect, and no more is known; unless the error is called
         mismatch, precondition-failed or the like, which says what a failure without error does
  A completion that names another key or value than its invocation is refused; nil names none.
Records, in which case and underscores of names do not matter (ClientId, client_id):
  input   op (get, put, append, read, write or cas, or 0 for get, 1 for put, 2 for append or cas),
          key, value; of a cas expected and new, arg1 and arg2, or the pair as value
  output  value of a read; exists: false (nil), ok: false (a cas that failed), unknown: true or an
          error (the outcome is unknown, as it is without return)
Values:
  Numbers are compared exactly, whatever their length. In JSON 1 and 1.0 are equal, in EDN they
  differ. Maps and sets are equal by content, and a list is a vector.

Examples:
  netsplit check jepsen.log                  etcd under Jepsen: absent at first, nil means absent,
                                             a failed cas saw another value
  netsplit check history.edn --initial 0 --nil unknown --failed-cas no-effect
                                             as Knossos reads it: 0 at first, a read of nil says
                                             nothing, a failed cas only had no effect
  netsplit check history.edn --keys tuples   independent keys: values are [key value]
  netsplit check kv.edn --model kv           get, put and append of text
  netsplit check log.jsonl --read-value result
                                             the value of a read that is ok is in \"result\"
  grep -v nemesis history.jsonl | netsplit check - --json | jq .violation

Exit codes: 0 if it is linearizable, 1 if not (with the operations that show it), 2 if the input
is refused, 3 if it cannot be decided within 20 million steps.";

/// Judges a history.
#[derive(Args)]
#[command(after_help = HISTORIES)]
pub(crate) struct Check {
    /// The history: a file, or - for the standard input.
    #[arg(value_name = "HISTORY|-")]
    pub(crate) source: String,
    /// Model of a key: register, cas-register or kv. Without it, the simplest that has all operations of the history,
    /// and kv if reads return the empty text where nobody wrote it.
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<Model>,
    /// Value of every key at first: nil, a number, a text ("\"3\"" in quotes for the text) or EDN such as :a.
    #[arg(
        long,
        value_name = "V",
        default_value = "nil",
        allow_negative_numbers = true
    )]
    pub(crate) initial: Value,
    /// Meaning of a read of nil: absent (there is no value) or unknown (nothing).
    #[arg(long, value_name = "MEANING", default_value = "absent")]
    pub(crate) nil: Nil,
    /// Meaning of a failed compare-and-set without error: observed (another value was there) or no-effect (only that).
    #[arg(long, value_name = "MEANING", default_value = "observed")]
    pub(crate) failed_cas: FailedCas,
    /// Place of the key of an operation: tuples (values are [key value]), field (the field key), none (one register),
    /// or detect (tuples if every read is invoked with [key nil], else the field).
    #[arg(long, value_name = "PLACE", default_value = "detect")]
    pub(crate) keys: Keys,
    /// Field in which a read that is ok has its value, where that is not "value".
    #[arg(long, value_name = "FIELD")]
    pub(crate) read_value: Option<String>,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Selection {
    /// Reads the scenario and applies the changes.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario or with a setting.
    pub(crate) fn load(&self) -> Result<Link, Issues> {
        let mut link = source::open(&self.source)?;
        scenario::change(&mut link.document, &self.set)?;
        link.seed = self.seed.unwrap_or(link.seed);
        Ok(link)
    }
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("allowed is NAME=VALUE such as rate=400/s".to_owned()),
    }
}

fn seed(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| format!("allowed is a whole number from 0 to {}", u32::MAX))
}

fn seeds(text: &str) -> Result<u32, String> {
    const MOST: u32 = 10_000;
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| format!("allowed is a whole number from 1 to {MOST}"))
}

fn patience(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "allowed is a whole number of seconds from 1".to_owned())
}

fn base(text: &str) -> Result<String, String> {
    if text.contains(['?', '#']) {
        return Err("allowed is an address without ? and #".to_owned());
    }
    Ok(text.to_owned())
}

/// Handles arguments that are no command: prints help, or one sentence of refusal.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // If standard output is closed, nobody reads the help.
        let _ = error.print();
        return ExitCode::from(if error.use_stderr() { REFUSED } else { 0 });
    }
    output::complain(&Issue::whole(sentence(&error.to_string())).into());
    ExitCode::from(REFUSED)
}

/// The message of clap as one sentence without the usage.
fn sentence(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join(" ");
    joined
        .trim_start_matches("error: ")
        .replace(" tip: ", "; tip: ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_declared_well() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn refusals_are_one_sentence() {
        let error = Arguments::try_parse_from(["netsplit", "run", "start", "--seed", "-1"]);
        let said = sentence(&error.err().unwrap().to_string());
        assert_eq!(
            said,
            "invalid value '-1' for '--seed <N>': allowed is a whole number from 0 to 4294967295"
        );
    }
}
