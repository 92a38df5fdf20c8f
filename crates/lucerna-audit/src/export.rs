//! Export of events as JSON lines.

use crate::Entry;
use lucerna_core::Page;
use serde::Serialize;

/// A page of events as JSON lines, and the page after it.
///
/// Each line is an object with the fields of [`Entry`], in UTF-8. Times are RFC 3339 in UTC.
///
/// ```
/// # use lucerna_audit::Audit;
/// # use lucerna_core::{Error, Page};
/// # async fn example(audit: Audit, mut write: impl FnMut(&str)) -> Result<(), Error> {
/// let mut page = Some(Page::first(Page::MAX));
/// while let Some(it) = page {
///     let export = audit.export(&it).await?;
///     write(&export.lines);
///     page = export.next;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Export {
    /// The lines, each with a line feed at its end.
    pub lines: String,
    /// The next page. `None` after the last one.
    pub next: Option<Page>,
}

impl Export {
    pub(crate) fn of(entries: &[Entry], page: &Page) -> Result<Self, serde_json::Error> {
        let lines: Result<String, _> = entries.iter().map(line).collect();
        Ok(Self { lines: lines?, next: entries.last().map(|it| page.next(&*it.id)) })
    }
}

fn line(entry: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(entry).map(|it| it + "\n")
}
