//! `schema`: what a scenario may hold, for editors that complete and check it.

use netsplit_core::params::Issues;
use netsplit_core::scenario;

use crate::output;

/// The dialect of JSON Schema that the schema is written in.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Prints the JSON Schema of scenarios.
///
/// # Errors
/// If it cannot be written.
pub(super) fn schema() -> Result<bool, Issues> {
    let mut schema = scenario::schema();
    schema["$schema"] = DIALECT.into();
    schema["title"] = "Netsplit scenario".into();
    output::print_json(&schema)?;
    Ok(true)
}
