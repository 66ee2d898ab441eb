//! Quorums: how often the smallest ones miss the last write.
//!
//! With W = R = 1 a coordinator confirms a write and answers a read by itself; the other replicas get the write
//! later. A read is stale if it asks another replica than the last write did, and that write is still on its
//! way: with writes at rate `l` and delays at rate `m`, both exponential, that is (N - 1) / N * l / (l + m).
//! (The model of Bailis et al. 2012, "Probabilistically bounded staleness", section 3, at t = 0.)

use netsplit_core::scenario::Document;
use netsplit_tests::labs;
use serde_json::json;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{check, metric, runs};

/// Mean delay between replicas, in seconds.
const DELAY: f64 = 0.02;

/// Writes a second.
const WRITES: f64 = 20.0;

fn smallest_quorums(replicas: u32) -> Document {
    labs::document(json!({
        "v": 1,
        "duration": "200s",
        "nodes": {
            "users": { "kind": "client" },
            "db": {
                "kind": "store",
                "read": "0s",
                "write": "0s",
                "fsync": "0s",
                "replication": { "mode": "quorum", "replicas": replicas, "write": 1, "read": 1, "read_repair": false },
            },
        },
        "calls": { "users->db": { "balance": "random" } },
        "network": { "latency": "0s", "links": { "db->db": { "latency": format!("exp({DELAY}s)"), "transport": "datagram" } } },
        "workload": {
            "users": { "loop": "open", "to": "db", "rate": format!("{}/s", 2.0 * WRITES), "mix": { "reads": "50%", "keys": 1 } },
        },
    }))
}

#[test]
fn the_smallest_quorums_miss_a_write_that_is_on_its_way() {
    for replicas in [2, 3, 5] {
        let others = f64::from(replicas - 1) / f64::from(replicas);
        let expected = others * WRITES / (WRITES + 1.0 / DELAY);
        check(
            &format!("N = {replicas}, W = R = 1"),
            &runs(&smallest_quorums(replicas)),
            &[("stale reads", expected, &|run| metric(run, "stale_reads"))],
        );
    }
}
