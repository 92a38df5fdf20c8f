//! Pages that differ only in their user, rendered once for each language.

use crate::answer::ShownUser;
use crate::templates;
use http::HeaderMap;
use std::sync::OnceLock;

/// The templates of pages whose only variables are the user and the part of the account, which has their name.
const PREPARED: [&str; 2] = ["profile", "data"];

/// The user of a rendered page, whose name and id mark their places. Unicode has no characters at these code points.
const FIRST_MARK: char = '\u{fdd0}';
const NAME_MARKS: &str = "\u{fdd0}\u{fdd1}";
const ID_MARK: char = '\u{fdd2}';

/// The prepared pages, each made when it is first asked for.
pub(crate) struct PreparedPages(Vec<OnceLock<Option<PreparedPage>>>);

/// A page in pieces, and its headers.
pub(crate) struct PreparedPage {
    pieces: Vec<Piece>,
    pub(crate) headers: HeaderMap,
}

enum Piece {
    Text(String),
    Initial,
    Name,
    Id,
}

impl PreparedPages {
    pub(crate) fn new(languages: usize) -> Self {
        Self((0..PREPARED.len() * languages).map(|_| OnceLock::new()).collect())
    }

    /// Returns a page in the language with this index, or `None` if it has to be rendered for each user.
    pub(crate) fn get(
        &self,
        template: &str,
        language: usize,
        prepare: impl FnOnce() -> Option<PreparedPage>,
    ) -> Option<&PreparedPage> {
        let page = PREPARED.iter().position(|it| *it == template)?;
        self.0.get(language * PREPARED.len() + page)?.get_or_init(prepare).as_ref()
    }
}

impl PreparedPage {
    /// Takes a page apart that [`marked_user`] marked. Returns `None` if the application's own texts contain a mark, which
    /// the `unmarked` page of another user shows.
    pub(crate) fn of(marked: &str, unmarked: &str, headers: HeaderMap) -> Option<Self> {
        let is_mark = |it: char| it == ID_MARK || NAME_MARKS.contains(it);
        if unmarked.contains(is_mark) {
            return None;
        }
        let (mut pieces, mut rest) = (Vec::new(), marked);
        while let Some(at) = rest.find(is_mark) {
            let (text, marks) = rest.split_at(at);
            let (piece, after) = split_mark(marks)?;
            pieces.extend([Piece::Text(text.to_owned()), piece]);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Some(Self { pieces, headers })
    }

    /// Returns the page of a user, or `None` for a user without a name.
    pub(crate) fn fill(&self, user: &ShownUser) -> Option<String> {
        let initial: String = user.name.chars().next()?.to_uppercase().collect();
        let length = |it: &Piece| match it {
            Piece::Text(text) => text.len(),
            Piece::Initial => initial.len(),
            Piece::Name => user.name.len(),
            Piece::Id => user.id.len(),
        };
        let mut page = String::with_capacity(self.pieces.iter().map(length).sum());
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => page.push_str(text),
                Piece::Initial => templates::escape(&initial, &mut page).ok()?,
                Piece::Name => templates::escape(&user.name, &mut page).ok()?,
                Piece::Id => templates::escape(&user.id, &mut page).ok()?,
            }
        }
        Some(page)
    }
}

/// Returns the piece that a mark stands for, and the text after it.
fn split_mark(text: &str) -> Option<(Piece, &str)> {
    let name = text.strip_prefix(NAME_MARKS).map(|after| (Piece::Name, after));
    let initial = || text.strip_prefix(FIRST_MARK).map(|after| (Piece::Initial, after));
    name.or_else(initial).or_else(|| text.strip_prefix(ID_MARK).map(|after| (Piece::Id, after)))
}

/// Returns the user whose page shows the places of name and id.
pub(crate) fn marked_user() -> ShownUser {
    ShownUser { id: ID_MARK.to_string(), name: NAME_MARKS.to_owned() }
}

/// Returns a user whose page has no marks.
pub(crate) fn unmarked_user() -> ShownUser {
    ShownUser { id: "id".to_owned(), name: "name".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(marked: &str, name: &str) -> Option<String> {
        let page = PreparedPage::of(marked, "", HeaderMap::new()).unwrap();
        page.fill(&ShownUser { id: "i".to_owned(), name: name.to_owned() })
    }

    #[test]
    fn a_page_is_filled_with_its_user() {
        let marked = "<i>\u{fdd0}</i>\u{fdd0}\u{fdd1}\u{fdd2}\u{fdd0}\u{fdd1}.";
        assert_eq!(filled(marked, "ß<a").unwrap(), "<i>SS</i>ß&lt;aiß&lt;a.");
        assert_eq!(filled("plain", "a").unwrap(), "plain");
        assert_eq!(filled(marked, ""), None);
    }

    #[test]
    fn a_page_whose_own_texts_have_marks_is_not_prepared() {
        assert!(PreparedPage::of("\u{fdd2}\u{fdd2}", "id\u{fdd2}", HeaderMap::new()).is_none());
        assert!(PreparedPage::of("\u{fdd1}", "", HeaderMap::new()).is_none(), "a part of the name");
    }

    #[test]
    fn a_page_is_prepared_once_for_each_language() {
        let pages = PreparedPages::new(2);
        let prepare = |text: &str| PreparedPage::of(text, "", HeaderMap::new());
        let user = unmarked_user();
        let of = |template, language, text| {
            pages.get(template, language, || prepare(text)).map(|it| it.fill(&user).unwrap())
        };
        assert_eq!(of("profile", 0, "a").unwrap(), "a");
        assert_eq!(of("profile", 1, "b").unwrap(), "b");
        assert_eq!(of("data", 0, "c").unwrap(), "c");
        assert_eq!(of("profile", 0, "d").unwrap(), "a");
        assert_eq!((of("sign_in", 0, "e"), of("profile", 2, "f")), (None, None));
    }
}
