//! The text of every statement, written once when the store is opened.
//!
//! Names come from a checked [`Schema`] and stand in quotes; values are only ever bound.

use lucerna_core::{Column, Schema};

pub(crate) struct Statements {
    pub(crate) schema: Schema,
    pub(crate) find_session_and_user: String,
    pub(crate) insert_session: String,
    pub(crate) renew_session: String,
    pub(crate) delete_session: String,
    pub(crate) find_user: String,
    pub(crate) insert_user: String,
    pub(crate) find_unique: Vec<(String, String)>,
    pub(crate) find_key: String,
    pub(crate) insert_key: String,
    pub(crate) replace_password_hash: String,
}

impl Statements {
    pub(crate) fn new(schema: Schema) -> Self {
        let lucerna_core::Tables { user, key, session, .. } = schema.tables();
        let of = |table: &str, columns: &[Column]| -> String {
            columns.iter().map(|it| format!(r#", {table}."{}""#, it.name())).collect()
        };
        let (session_columns, user_columns) = (of("s", schema.session()), of("u", schema.user()));
        Self {
            find_session_and_user: format!(
                r#"SELECT s.user_id, s.active_expires, s.idle_expires, s.absolute_expires{session_columns}{user_columns}
                   FROM "{session}" s JOIN "{user}" u ON u.id = s.user_id WHERE s.id = ?"#
            ),
            insert_session: insert(
                session,
                &["id", "user_id", "active_expires", "idle_expires", "absolute_expires"],
                schema.session(),
            ),
            renew_session: format!(
                r#"UPDATE "{session}" SET active_expires = ?2, idle_expires = ?3 WHERE id = ?1"#
            ),
            delete_session: format!(r#"DELETE FROM "{session}" WHERE id = ?"#),
            find_user: format!(r#"SELECT 1 FROM "{user}" WHERE id = ?"#),
            insert_user: insert(user, &["id"], schema.user()),
            find_unique: schema
                .user()
                .iter()
                .filter(|it| it.is_unique())
                .map(|it| {
                    (it.name().to_string(), format!(r#"SELECT 1 FROM "{user}" WHERE "{}" = ?"#, it.name()))
                })
                .collect(),
            find_key: format!(r#"SELECT user_id, hashed_password FROM "{key}" WHERE id = ?"#),
            insert_key: insert(key, &["id", "user_id", "hashed_password"], &[]),
            replace_password_hash: format!(
                r#"UPDATE "{key}" SET hashed_password = ?3 WHERE id = ?1 AND hashed_password = ?2"#
            ),
            schema,
        }
    }
}

fn insert(table: &str, own: &[&str], attributes: &[Column]) -> String {
    let names = own.iter().copied().chain(attributes.iter().map(|it| &**it.name()));
    let names: Vec<_> = names.map(|it| format!("\"{it}\"")).collect();
    format!(r#"INSERT INTO "{table}" ({}) VALUES ({})"#, names.join(", "), vec!["?"; names.len()].join(", "))
}
