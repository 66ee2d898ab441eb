//! `schema`: prints the schema of scenarios, for editors that complete and check them.

use netsplit_core::params::Issues;
use netsplit_core::scenario;

use crate::output;

/// Dialect of JSON Schema of the schema.
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
