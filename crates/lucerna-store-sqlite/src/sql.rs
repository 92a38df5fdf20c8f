//! The text of every statement, written once when the store is opened.
//!
//! Names come from a checked [`Schema`] and stand in quotes; values are only ever bound.

use lucerna_core::{Column, Row, Schema, Tables};

pub(crate) struct Statements {
    pub(crate) schema: Schema,
    pub(crate) find_session_and_user: String,
    pub(crate) insert_session: String,
    pub(crate) find_session: String,
    pub(crate) find_user_sessions: String,
    pub(crate) renew_session: String,
    pub(crate) delete_session: String,
    pub(crate) delete_user_sessions: String,
    pub(crate) delete_dead_sessions: String,
    pub(crate) find_user: String,
    pub(crate) insert_user: String,
    pub(crate) delete_user: String,
    pub(crate) find_unique: Vec<(String, String)>,
    pub(crate) find_key: String,
    pub(crate) find_user_keys: String,
    pub(crate) insert_key: String,
    pub(crate) set_password_hash: String,
    pub(crate) replace_password_hash: String,
    pub(crate) has_other_key: String,
    pub(crate) delete_key: String,
    pub(crate) delete_user_keys: String,
}

/// What a session's row has beside its attributes, in the order in which it is read.
pub(crate) const SESSION: [&str; 7] =
    ["id", "user_id", "active_expires", "idle_expires", "absolute_expires", "active_period", "idle_period"];

impl Statements {
    pub(crate) fn new(schema: Schema) -> Self {
        let Tables { user, key, session, .. } = schema.tables();
        let session_row = list(SESSION.into_iter().chain(names(schema.session())), "s");
        let user_row = list(["id"].into_iter().chain(names(schema.user())), "u");
        let alive = "s.idle_expires >= ?2 AND s.absolute_expires >= ?2";
        let from_sessions = format!(r#"FROM "{session}" s"#);
        Self {
            find_session_and_user: format!(
                r#"SELECT {session_row}, {user_row} {from_sessions} JOIN "{user}" u ON u.id = s.user_id WHERE s.id = ?1 AND {alive}"#
            ),
            insert_session: insert(session, SESSION.into_iter().chain(names(schema.session()))),
            find_session: format!("SELECT {session_row} {from_sessions} WHERE s.id = ?1 AND {alive}"),
            find_user_sessions: format!(
                "SELECT {session_row} {from_sessions} WHERE s.user_id = ?1 AND {alive} ORDER BY s.id"
            ),
            renew_session: format!(
                r#"UPDATE "{session}" SET active_expires = ?2, idle_expires = ?3 WHERE id = ?1"#
            ),
            delete_session: format!(r#"DELETE FROM "{session}" WHERE id = ?"#),
            delete_user_sessions: format!(r#"DELETE FROM "{session}" WHERE user_id = ?1 AND id IS NOT ?2"#),
            delete_dead_sessions: format!(
                r#"DELETE FROM "{session}" WHERE idle_expires < ?1 OR absolute_expires < ?1"#
            ),
            find_user: format!(r#"SELECT {user_row} FROM "{user}" u WHERE u.id = ?"#),
            insert_user: insert(user, ["id"].into_iter().chain(names(schema.user()))),
            delete_user: format!(r#"DELETE FROM "{user}" WHERE id = ?"#),
            find_unique: find_unique(user, schema.user()),
            find_key: format!(r#"SELECT id, user_id, hashed_password FROM "{key}" WHERE id = ?"#),
            find_user_keys: format!(
                r#"SELECT id, user_id, hashed_password FROM "{key}" WHERE user_id = ? ORDER BY id"#
            ),
            insert_key: insert(key, ["id", "user_id", "hashed_password"].into_iter()),
            set_password_hash: format!(r#"UPDATE "{key}" SET hashed_password = ?2 WHERE id = ?1"#),
            replace_password_hash: format!(
                r#"UPDATE "{key}" SET hashed_password = ?3 WHERE id = ?1 AND hashed_password = ?2"#
            ),
            has_other_key: format!(
                r#"SELECT 1 FROM "{key}" k JOIN "{key}" other ON other.user_id = k.user_id AND other.id <> k.id WHERE k.id = ?"#
            ),
            delete_key: format!(r#"DELETE FROM "{key}" WHERE id = ?"#),
            delete_user_keys: format!(r#"DELETE FROM "{key}" WHERE user_id = ?"#),
            schema,
        }
    }
}

/// The statement that writes those columns of the table that the row has; `None` if it has none. The values follow the
/// id, in the columns' order.
pub(crate) fn update(table: &str, columns: &[Column], changes: &Row) -> Option<String> {
    let changed = columns.iter().filter(|it| changes.value(it.name()).is_some());
    let set: Vec<_> = changed.zip(2..).map(|(it, at)| format!(r#""{}" = ?{at}"#, it.name())).collect();
    (!set.is_empty()).then(|| format!(r#"UPDATE "{table}" SET {} WHERE id = ?1"#, set.join(", ")))
}

fn names(columns: &[Column]) -> impl Iterator<Item = &str> {
    columns.iter().map(|it| &**it.name())
}

fn list<'a>(names: impl Iterator<Item = &'a str>, table: &str) -> String {
    names.map(|it| format!(r#"{table}."{it}""#)).collect::<Vec<_>>().join(", ")
}

fn insert<'a>(table: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.map(|it| format!(r#""{it}""#)).collect();
    format!(r#"INSERT INTO "{table}" ({}) VALUES ({})"#, names.join(", "), vec!["?"; names.len()].join(", "))
}

/// For every unique column, the statement that finds the user who has a value; the second value is a user to pass over.
fn find_unique(user: &str, columns: &[Column]) -> Vec<(String, String)> {
    let unique = columns.iter().map(Column::name).zip(columns).filter(|(_, it)| it.is_unique());
    unique
        .map(|(name, _)| {
            (name.to_string(), format!(r#"SELECT 1 FROM "{user}" WHERE "{name}" = ?1 AND id IS NOT ?2"#))
        })
        .collect()
}
