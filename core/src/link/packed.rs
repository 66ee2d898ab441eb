//! JSON in a link: deflated, in base64url.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use serde_json::Value;

use crate::params::{Issue, Issues};
use crate::scenario::read_json;

/// No scenario may unfold to more than this many bytes, however small its link.
const LARGEST: usize = 1_000_000;

const BROKEN: &str = "this part of the link is not whole: it was changed or cut short on the way";

/// JSON, deflated, in base64url.
pub fn pack(value: &Value) -> String {
    BASE64.encode(miniz_oxide::deflate::compress_to_vec(
        value.to_string().as_bytes(),
        9,
    ))
}

/// The JSON that [`pack`] packed.
///
/// # Errors
/// A sentence, if it was cut short, changed or added to on the way, or unfolds to too much.
pub fn unpack(packed: &str) -> Result<Value, Issues> {
    let bytes = BASE64
        .decode(packed.trim_end_matches('='))
        .map_err(|_| Issue::whole(BROKEN))?;
    read_json(&unfold(&bytes).map_err(Issue::whole)?)
}

/// The bytes that were deflated: all of them, and nothing behind them.
fn unfold(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut unfolding = Box::<DecompressorOxide>::default();
    let mut text = vec![0; bytes.len().saturating_mul(4).clamp(64, LARGEST)];
    let (mut read, mut written) = (0, 0);
    loop {
        let rest = bytes.get(read..).unwrap_or_default();
        let (status, taken, given) = decompress(&mut unfolding, rest, &mut text, written, flags);
        (read, written) = (read + taken, written + given);
        match status {
            TINFLStatus::Done if read < bytes.len() => {
                let more = bytes.len() - read;
                return Err(format!(
                    "found {more} bytes behind the end of what the link holds: it was added to on the way"
                ));
            }
            TINFLStatus::Done => {
                text.truncate(written);
                return Ok(text);
            }
            TINFLStatus::HasMoreOutput if text.len() < LARGEST => {
                text.resize(text.len().saturating_mul(2).min(LARGEST), 0);
            }
            TINFLStatus::HasMoreOutput => {
                return Err(format!(
                    "this link unfolds to more than {LARGEST} bytes, which is more than any scenario needs"
                ));
            }
            _ => return Err(BROKEN.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        let bomb = pack(&Value::from("a".repeat(50_000_000)));
        assert!(bomb.len() < 100_000);
        let said = unpack(&bomb).unwrap_err().to_string();
        assert!(said.contains("unfolds to more"), "{said}");
    }

    #[test]
    fn what_was_packed_comes_back_and_what_was_added_is_told() {
        for value in [
            json!(null),
            json!({ "a": "b".repeat(100_000) }),
            json!([1, 2, 3]),
        ] {
            let packed = pack(&value);
            assert_eq!(unpack(&packed), Ok(value));
            let mut bytes = BASE64.decode(&packed).unwrap();
            bytes.extend(b"more");
            let said = unpack(&BASE64.encode(&bytes)).unwrap_err().to_string();
            assert!(said.contains("found 4 bytes behind the end"), "{said}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_in_a_link_too() {
        let text = br#"{"v":1,"nodes":{"db":{},"db":{}}}"#;
        let packed = BASE64.encode(miniz_oxide::deflate::compress_to_vec(text, 9));
        assert_eq!(unpack(&packed).unwrap_err().0[0].path, "nodes.db");
    }
}
