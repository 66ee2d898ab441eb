//! Labs: the program carries the first one, and fetches the others when they are opened.

use std::cell::Cell;

use js_sys::futures::spawn_local;
use js_sys::{Function, Promise, Reflect};
use netsplit_core::link::Link;
use netsplit_core::params::Issue;
use netsplit_core::presets::{self, Listed};
use netsplit_core::scenario::Document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

use crate::address;
use crate::state::{Action, Missing};
use crate::view::Dispatch;

/// Reason why a lab is not here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absence {
    /// There is none of that name: the rest of a sentence with the names that there are.
    Unknown(String),
    /// It could not be fetched: a sentence.
    Unreachable(String),
}

/// A link as the page opens it first, and the lab that it would have opened.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    /// The link; of the first lab where another is missing.
    pub link: Link,
    /// The lab that could not be fetched.
    pub missing: Option<Missing>,
}

thread_local! {
    /// Number of the newest visit: an older one that ends later changes nothing.
    static VISITS: Cell<u32> = const { Cell::new(0) };
}

/// The link in the address bar, or the first lab and what is missing.
pub async fn opening() -> Opening {
    let (query, fragment) = address::parts();
    match open(&query, &fragment).await {
        Ok(link) => Opening {
            link,
            missing: None,
        },
        Err(missing) => Opening {
            link: Link::open("", ""),
            missing: Some(missing),
        },
    }
}

/// Opens a link while the page runs: at once, or when its lab has come. Only a lab that is there goes into the history of
/// the browser, if `push` says so.
pub fn visit(query: String, fragment: String, push: bool, dispatch: Dispatch) {
    let visit = VISITS.get() + 1;
    VISITS.set(visit);
    spawn_local(async move {
        let opened = open(&query, &fragment).await;
        if VISITS.get() != visit {
            return;
        }
        match opened {
            Ok(link) => {
                if push {
                    address::push(&link);
                }
                dispatch.dispatch(Action::Open(Box::new(link)));
            }
            Err(missing) => dispatch.dispatch(Action::Missing(missing)),
        }
    });
}

/// A link with its lab fetched.
async fn open(query: &str, fragment: &str) -> Result<Link, Missing> {
    let found = match Link::lab_of(query, fragment) {
        None => return Ok(Link::open(query, fragment)),
        Some(id) => find(&id, &address::base()).await,
    };
    let found = match found {
        Ok(document) => Ok(document),
        Err(Absence::Unknown(rest)) => Err(format!("found {rest}")),
        Err(Absence::Unreachable(says)) => {
            return Err(Missing {
                says,
                query: query.to_owned(),
                fragment: fragment.to_owned(),
            });
        }
    };
    Ok(Link::open_with(query, fragment, |_| found))
}

/// The scenario of a lab: the program's own, or that of the site whose address is `home`.
///
/// # Errors
/// The reason why it is not here.
pub async fn find(id: &str, home: &str) -> Result<Document, Absence> {
    if let Some(preset) = presets::find(id) {
        return Ok(preset.document());
    }
    let unreachable = |cause: String| {
        Absence::Unreachable(format!(
            "the lab \"{}\" could not be fetched: {cause}",
            netsplit_core::params::shorten(id)
        ))
    };
    let text = if is_name(id) {
        read(&format!("{home}labs/{id}.json"))
            .await
            .map_err(unreachable)?
    } else {
        None
    };
    let Some(text) = text else {
        let all = list(home).await.map_err(unreachable)?;
        let known = all.iter().map(|lab| lab.id.as_str());
        return Err(Absence::Unknown(presets::unknown(id, known)));
    };
    Document::parse(&text).map_err(|issues| unreachable(issues.to_string()))
}

/// The labs of a site, in the order of the gallery.
///
/// # Errors
/// A sentence, if they could not be fetched.
pub async fn list(home: &str) -> Result<Vec<Listed>, String> {
    let text = read(&format!("{home}labs/index.json")).await?;
    let text = text.ok_or("the host has no list of labs")?;
    serde_json::from_str(&text).map_err(|cause| format!("the list of labs cannot be read: {cause}"))
}

/// True for what a file of a lab may be called.
fn is_name(id: &str) -> bool {
    let allowed =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    !id.is_empty() && id.len() <= 80 && id.bytes().all(allowed)
}

/// The text at an address; `None` if there is nothing.
async fn read(address: &str) -> Result<Option<String>, String> {
    const NOT_FOUND: u16 = 404;
    let failed = |cause: JsValue| {
        let cause = cause.dyn_into::<js_sys::Error>();
        cause.map_or_else(
            |_| "no answer".to_owned(),
            |cause| String::from(cause.message()),
        )
    };
    let response = fetch(address).await.map_err(failed)?;
    if response.status() == NOT_FOUND {
        return Ok(None);
    }
    if !response.ok() {
        return Err(format!(
            "the host answers with status {}",
            response.status()
        ));
    }
    let text = response.text().map_err(failed)?.await.map_err(failed)?;
    Ok(text.as_string())
}

/// The answer of a host; pages and workers each have a `fetch` of their own.
async fn fetch(address: &str) -> Result<Response, JsValue> {
    let global = js_sys::global();
    let fetch: Function = Reflect::get(&global, &"fetch".into())?.dyn_into()?;
    let promise: Promise = fetch.call1(&global, &address.into())?.dyn_into()?;
    promise.await?.dyn_into()
}

impl Absence {
    /// The reason as an issue of a call that named the lab.
    pub fn issue(self) -> Issue {
        match self {
            Self::Unknown(rest) => Issue::whole(format!("found no lab {rest}")),
            Self::Unreachable(says) => Issue::whole(says),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_is_asked_for_by_its_name_only() {
        assert!(is_name("leader-follower") && is_name("s3"));
        for id in [
            "",
            "../secret",
            "a/b",
            "A",
            "a b",
            "a.json",
            &"a".repeat(100),
        ] {
            assert!(!is_name(id), "{id}");
        }
    }
}
