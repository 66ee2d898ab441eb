//! Size of the site, uncompressed and compressed.

use crate::Outcome;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Bytes that gzip adds to the compressed data.
const GZIP_FRAME: usize = 18;

struct File {
    name: String,
    raw: usize,
    gzip: usize,
    first: bool,
}

/// Most bytes of the first page as they travel, whatever the number of labs. A change that makes it heavier raises it.
const BUDGET: usize = 880_000;

/// Most bytes of the first painting as they travel: the page of a lab, its style sheets and `boot.js`.
const PAINT: usize = 45_000;

/// A table of every file of the site, and the sum of those that opening the page loads.
pub(crate) fn table(site: &Path) -> Outcome<String> {
    let mut files = all(site)?;
    files.sort_by(|a, b| (b.first, b.gzip, &a.name).cmp(&(a.first, a.gzip, &b.name)));
    Ok(render(&files))
}

/// Refuses a first page, or a first painting, that has grown past its budget.
pub(crate) fn within_budget(site: &Path) -> Outcome {
    let files = all(site)?;
    allowed(
        "the first page",
        first_page(&files, |file| file.gzip),
        BUDGET,
    )?;
    for page in files.iter().filter(|file| file.is_lab()) {
        let painted = painted(&files, page);
        allowed(&format!("what {} paints first", page.name), painted, PAINT)?;
    }
    Ok(())
}

fn allowed(what: &str, weight: usize, budget: usize) -> Outcome {
    if weight <= budget {
        return Ok(());
    }
    Err(format!(
        "{what} weighs {weight} bytes, allowed are {budget}: see the table of `cargo xtask build`, make it lighter, or raise \
         the budget in xtask/src/size.rs"
    ))
}

/// The sum over a page and the files that it paints with.
fn painted(files: &[File], page: &File) -> usize {
    let with = files.iter().filter(|file| file.first && file.paints());
    page.gzip + with.map(|file| file.gzip).sum::<usize>()
}

impl File {
    /// True for a page that tells and draws a lab.
    fn is_lab(&self) -> bool {
        let own = self.name.strip_prefix("labs/");
        self.name == "index.html" || own.is_some_and(|own| own.ends_with("/index.html"))
    }

    /// True for a file that the first painting waits for.
    fn paints(&self) -> bool {
        Path::new(&self.name)
            .extension()
            .is_some_and(|extension| extension == "css")
            || self.name == "boot.js"
    }
}

/// Sum over the files that opening the page loads.
fn first_page(files: &[File], size: fn(&File) -> usize) -> usize {
    files.iter().filter(|file| file.first).map(size).sum()
}

fn all(site: &Path) -> Outcome<Vec<File>> {
    let mut files = Vec::new();
    let page = read(&site.join("index.html"))?;
    collect(site, site, &String::from_utf8_lossy(&page), &mut files)?;
    Ok(files)
}

fn collect(site: &Path, folder: &Path, page: &str, files: &mut Vec<File>) -> Outcome {
    let entries = fs::read_dir(folder)
        .map_err(|cause| format!("{} cannot be read: {cause}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(site, &path, page, files)?;
        } else {
            files.push(measure(site, &path, page)?);
        }
    }
    Ok(())
}

fn measure(site: &Path, path: &Path, page: &str) -> Outcome<File> {
    let bytes = read(path)?;
    let name = path
        .strip_prefix(site)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/");
    let gzip = miniz_oxide::deflate::compress_to_vec(&bytes, 9).len() + GZIP_FRAME;
    let first = opens_with(&name, page);
    Ok(File {
        name,
        raw: bytes.len(),
        gzip,
        first,
    })
}

/// True if opening the page loads a file: the page itself, files that it names, and the worker.
fn opens_with(name: &str, page: &str) -> bool {
    name == "index.html" || name == "worker-boot.js" || page.contains(&format!("\"./{name}\""))
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|cause| format!("{} cannot be read: {cause}", path.display()))
}

fn render(files: &[File]) -> String {
    let mut text = format!(
        "{:>12} {:>12}  file (* loaded by the first page)\n",
        "bytes", "gzip"
    );
    for File {
        name,
        raw,
        gzip,
        first,
    } in files
    {
        let mark = if *first { " *" } else { "" };
        let _ = writeln!(text, "{raw:>12} {gzip:>12}  {name}{mark}");
    }
    let _ = writeln!(
        text,
        "{:>12} {:>12}  the first page in all",
        first_page(files, |file| file.raw),
        first_page(files, |file| file.gzip)
    );
    let pages = files.iter().filter(|file| file.is_lab());
    let heaviest = pages.map(|page| painted(files, page)).max();
    let _ = writeln!(
        text,
        "{:>12} {:>12}  what the heaviest page of a lab paints first",
        "",
        heaviest.unwrap_or_default()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_what_it_names_and_the_worker() {
        let page = r#"<script src="./boot.js"></script><a href="./embed.html">"#;
        let loaded = ["index.html", "boot.js", "worker-boot.js"];
        assert!(loaded.into_iter().all(|name| opens_with(name, page)));
        assert!(!opens_with("labs/raft.html", page));
    }

    #[test]
    fn a_first_page_past_its_budget_is_refused() {
        assert_eq!(allowed("it", 5, 5), Ok(()));
        let sentence = allowed("it", 6, 5).unwrap_err();
        assert!(
            sentence.starts_with("it weighs 6 bytes, allowed are 5: "),
            "{sentence}"
        );
    }

    #[test]
    fn the_sum_counts_the_first_page_only() {
        let file = |name: &str, first| File {
            name: name.into(),
            raw: 100,
            gzip: 40,
            first,
        };
        let text = render(&[
            file("index.html", true),
            file("boot.js", true),
            file("labs/one/one.js", false),
        ]);
        assert!(
            text.contains("         200           80  the first page in all\n"),
            "{text}"
        );
        // The page, and beside it the script that the painting waits for.
        assert!(
            text.ends_with("           80  what the heaviest page of a lab paints first\n"),
            "{text}"
        );
    }
}
