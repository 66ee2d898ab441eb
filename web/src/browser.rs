//! The browser, as far as the page needs it.

use js_sys::Reflect;
use js_sys::futures::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, Storage, Url, Window};

/// The window.
///
/// # Panics
/// Outside a window: the page runs nowhere else.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
///
/// # Panics
/// In a window without a document, which browsers do not make.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The root element, on which state and theme are written.
///
/// # Panics
/// In an empty document, which browsers do not make.
pub fn root() -> Element {
    document()
        .document_element()
        .expect("a document has a root element")
}

/// Takes away what was painted before the program was here: from now on the page is seen.
pub fn uncover() {
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}

/// Storage between visits, where that is allowed.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// True if a media query holds.
pub fn prefers(query: &str) -> bool {
    let list = window().match_media(query).ok().flatten();
    list.is_some_and(|list| list.matches())
}

/// A seed that nobody has chosen.
pub fn new_seed() -> u32 {
    // Small enough to be read aloud; without a source of chance the clock will do.
    let drawn = getrandom::u32().unwrap_or_else(|_| now() as u32);
    drawn % 1_000_000
}

/// Puts text on the clipboard, and says afterwards whether that worked.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let navigator = window().navigator();
    let there = Reflect::get(&navigator, &"clipboard".into());
    if there.is_ok_and(|clipboard| clipboard.is_undefined()) {
        // A page that did not come over a secure connection has no clipboard.
        return done(false);
    }
    let written = navigator.clipboard().write_text(text);
    spawn_local(async move { done(written.await.is_ok()) });
}

/// Offers text as a file.
pub fn save(name: &str, kind: &str, text: &str) {
    for_a_while(text, kind, |address| {
        let anchor: HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
        anchor.set_href(address);
        anchor.set_download(name);
        anchor.click();
        Some(())
    });
}

/// Gives text an address, for as long as something is done with it.
pub fn for_a_while<T>(text: &str, kind: &str, work: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let done = work(&address);
    let _ = Url::revoke_object_url(&address);
    done
}
