//! The topics that come with the project. The page fetches the same files; its program holds none of them.

/// Source of a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    /// Name of the file, without its ending.
    pub id: &'static str,
    /// The topic as JSON.
    pub text: &'static str,
}

/// Lists topics by their files, `references/<id>.json`.
macro_rules! topics {
    ($($id:literal,)+) => {
        &[$(Source {
            id: $id,
            text: include_str!(concat!("../../references/", $id, ".json")),
        }),+]
    };
}

/// Every topic, in the order of `references/index.json`.
pub const TOPICS: &[Source] = topics![
    "queues",
    "calls",
    "staleness",
    "quorums",
    "contention",
    "balancing",
    "availability",
    "elections",
    "commits",
];
