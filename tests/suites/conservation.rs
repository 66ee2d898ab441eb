//! Random architectures: every request is accounted for, under any combination of features and faults.

use netsplit_core::experiment;
use netsplit_core::nodes::{Progress, Simulation};
use netsplit_core::plan::Plan;
use netsplit_core::recording::Recording;
use netsplit_core::scenario::Document;
use netsplit_core::summary::Holds;
use netsplit_tests::architecture::architecture;
use netsplit_tests::labs;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const ARCHITECTURES: u64 = if cfg!(target_arch = "wasm32") {
    30
} else {
    300
};

/// Some architectures multiply their load; they are truncated here, and must be accounted for too.
const BUDGET: u64 = 40_000;

/// Verdicts that hold for every system.
const ALWAYS: [&str; 6] = [
    "conservation",
    "littles-law",
    "election-safety",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
];

fn record(document: &Document, slice: u32) -> Recording {
    let mut simulation: Simulation = labs::simulation(document, 1).with_budget(BUDGET);
    while simulation.advance(slice) == Progress::Running {}
    simulation.finish()
}

#[test]
fn requests_are_conserved_in_random_architectures() {
    for seed in 0..ARCHITECTURES {
        let document = architecture(seed);
        let plan = labs::plan(&document)
            .unwrap_or_else(|issues| panic!("{seed}: {issues}\n{}", document.pretty()));
        let recording = record(&document, u32::MAX);
        let verdicts = experiment::judge(&plan, &recording).verdicts;
        // Linearizability depends on the promises of stores and network; these verdicts do not.
        for verdict in verdicts
            .iter()
            .filter(|verdict| ALWAYS.contains(&&*verdict.id))
        {
            assert_eq!(
                verdict.holds,
                Holds::Yes,
                "architecture {seed}: {}",
                verdict.says
            );
        }
        check_routes(seed, &document, &plan, &recording);
    }
}

#[test]
fn the_same_seed_gives_the_same_recording_in_whatever_slices() {
    for seed in 0..ARCHITECTURES {
        let document = architecture(seed);
        let digest = record(&document, u32::MAX).digest();
        for slice in [1, 977] {
            assert_eq!(
                record(&document, slice).digest(),
                digest,
                "architecture {seed}, slices of {slice}"
            );
        }
    }
}

/// The architectures must be mixed, or the tests above would prove little.
#[test]
fn random_architectures_have_something_of_everything() {
    let texts: Vec<_> = (0..ARCHITECTURES)
        .map(|seed| architecture(seed).text())
        .collect();
    for part in [
        "\"loop\":\"open\"",
        "\"loop\":\"closed\"",
        "\"ramp\"",
        "\"spike\"",
        "\"balancer\"",
        "\"parallel\"",
        "\"datagram\"",
        "\"raft\"",
        "\"leader:",
        "\"quorum\"",
        "\"coordinators\":1",
        "\"compare_and_set\"",
        "\"conflict\"",
        "\"kinds\":{\"",
        "\"requests\":20",
        "\"journey\":[\"write\"",
        "\"orchestrator\"",
        "\"participant\"",
        "\"compensations\":",
        "\"refuse\":\"30%\"",
        "\"exponential\"",
        "\"decorrelated\"",
        "\"breaker\":{",
        "\"bulkhead\":{",
        "\"async\":[",
        "\"else\":[",
        "\"bulkhead full\"",
        "\"budget\":{",
        "\"rate\":{",
        "\"slow\":\"10ms\"",
        "\"deadline\":\"20ms\"",
        "\"propagate\":true",
        "\"fallback\":\"static\"",
        "\"idempotent_only\":true",
        "\"least-outstanding\"",
        "\"two-choices\"",
        "\"outages\"",
        "\"random\"",
        "\"queue\":0",
        "\"asia/a\"",
        "\"crash\"",
        "\"restart\"",
        "\"pause\"",
        "\"slow\"",
        "\"cut\"",
        "\"fault\":\"latency\"",
        "\"fault\":\"loss\"",
        "\"errors\"",
        "\"clock\"",
        "\"set\"",
    ] {
        let having = texts.iter().filter(|text| text.contains(part)).count();
        assert!(
            having * 30 >= texts.len(),
            "{part} stands in {having} of {} only",
            texts.len()
        );
    }
}

/// Number of attempts without an outcome: those in flight.
fn open_attempts(recording: &Recording, route: usize) -> u64 {
    let series = &recording.routes[route];
    let ended: u64 = series.outcomes.iter().sum();
    series
        .total()
        .checked_sub(ended)
        .expect("no more attempts end than begin")
}

/// True if a service makes calls that nobody waits for: they may be open when the request is long gone.
fn calls_for_nobody(document: &Document, service: &str) -> bool {
    let handlers = document.get(&format!("nodes.{service}.handlers"));
    handlers.is_some_and(|handlers| handlers.to_string().contains("\"async\""))
}

/// True if a call may wait between two attempts, with none in flight: for its back-off, or, in a truncated run, for the
/// refusal of its breaker, which is an event of its own.
fn waits(document: &Document, route: &str) -> bool {
    let policy = |name: &str| document.get(&format!("calls.{route}.{name}"));
    let backs_off = policy("retry.backoff").is_some_and(|backoff| backoff == "exponential");
    let has = |name: &str| policy(name).is_some_and(|policy| !policy.is_null());
    backs_off || has("breaker") || has("bulkhead")
}

/// Checks that the calls in flight from a node agree with the requests inside the node.
fn check_routes(seed: u64, document: &Document, plan: &Plan, recording: &Recording) {
    let mut requests = 0;
    for (node, shape) in plan.shape.topology.nodes.iter().enumerate() {
        let routes = plan.shape.routes.iter().enumerate();
        let own: Vec<_> = routes
            .filter(|(_, route)| route.from as usize == node)
            .map(|(index, _)| index)
            .collect();
        let open: u64 = own
            .iter()
            .map(|index| open_attempts(recording, *index))
            .sum();
        let inside = recording.nodes[node].arrived - recording.nodes[node].left;
        let mut names = own
            .iter()
            .map(|index| &plan.shape.topology.routes[*index].name);
        let fits = match shape.kind.as_str() {
            "client" | "balancer" if names.any(|name| waits(document, name)) => open <= inside,
            "client" | "balancer" => open == inside,
            "service" if calls_for_nobody(document, &shape.name) => true,
            "service" => open <= inside * 3,
            // Messages among the processes of a store are counted when they leave, and none has an outcome. A saga
            // has at most one order under way, but goes on without a request when its orchestrator starts anew.
            _ => true,
        };
        let name = &shape.name;
        assert!(
            fits,
            "architecture {seed}, {name}: {open} attempts for {inside} requests inside"
        );
        requests += if plan.shape.is_client(node as u16) {
            inside
        } else {
            0
        };
    }
    assert_eq!(
        requests, recording.in_flight,
        "architecture {seed}: requests in flight"
    );
}
