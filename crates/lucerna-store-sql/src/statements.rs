//! All statements of a schema.

use crate::mapping::SESSION;
use crate::records::RecordStatements;
use crate::{Dialect, Parameter, Query, Statement};
use lucerna_core::{Column, RecordTable, Row, Schema, StoreError, Tables, Value};
use std::sync::Arc;

/// The statements of one schema in one dialect, created once when a store is opened. Each field's description lists its
/// parameters, in the order of their numbers from 1.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct Statements {
    /// The dialect.
    pub dialect: Dialect,
    /// The schema.
    pub schema: Schema,
    /// Statements about sessions.
    pub session: SessionStatements,
    /// Statements about users.
    pub user: UserStatements,
    /// Statements about keys.
    pub key: KeyStatements,
    /// Statements about the declared tables, in the order of their declaration.
    pub records: Vec<Arc<RecordStatements>>,
}

/// The statements about sessions. See [`Statements`] for their descriptions.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct SessionStatements {
    /// Id, now. Returns the session's columns, then the user's.
    pub find_with_user: Statement,
    /// Id, now.
    pub find: Statement,
    /// User, now.
    pub find_all: Statement,
    /// The columns of [`SESSION`], then the attributes.
    pub insert: Statement,
    /// Starts a session for a proven key.
    pub start: StartStatement,
    /// Id, the ends of the active and the idle period.
    pub renew: Statement,
    /// Id, the new id.
    pub rename: Statement,
    /// Id, the new id, the time and the methods of the last verification.
    pub rename_verified: Statement,
    /// Id, the new id, user.
    pub rename_of_user: Statement,
    /// Id.
    pub delete: Statement,
    /// User, the session to keep or `NULL`.
    pub delete_all: Statement,
    /// Now.
    pub delete_dead: Statement,
    /// Id.
    pub exists: Statement,
    /// Id, user.
    pub is_of_user: Statement,
}

/// The statement that starts a session, by the abilities of the database. Starting inserts the session, checks that the
/// proof still holds, and ends the previous session.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "private to the stores; each must know all")]
#[doc(hidden)]
pub enum StartStatement {
    /// Does all three. Parameters: those of `insert`, the proven key, its hash (`NULL` for any), 1 if there is a proof,
    /// and the previous session. Returns the numbers of inserted and of ended sessions.
    AtOnce(Statement),
    /// Inserts if the proof holds. Parameters: those of `insert`, the key and its hash (`NULL` for any). Without the
    /// proof, the session's user is `NULL`, so that the insert fails.
    Proven(Statement),
    /// Ends a session after the insert: the previous one, or the new one if the proof does not hold. Parameters: the
    /// key, its hash (`NULL` for any), the previous session, the new one and the user. Returns the id of the ended
    /// session.
    Settled(Statement),
}

/// The statements about users. See [`Statements`] for their descriptions.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct UserStatements {
    /// Id.
    pub find: Statement,
    /// Id, then the attributes.
    pub insert: Statement,
    /// Id, the attributes, then the columns of a key. `None` if the database needs two statements.
    pub insert_with_key: Option<Statement>,
    /// Id.
    pub delete: Statement,
    /// Id. Finds the latest committed row, even in an older transaction.
    pub exists: Statement,
    /// Id. Locks the user and returns the id. `None` if the database does not lock rows.
    pub lock: Option<Statement>,
    /// For each unique column: value.
    pub find_by: Vec<(Column, Statement)>,
    /// The id before the first one, the number of users.
    pub list: Statement,
    /// No parameters. Returns the number of users.
    pub count: Statement,
    /// For each unique column: value, a user to ignore or `NULL`. Finds the latest committed row, as `exists` does.
    pub find_unique: Vec<(Column, Statement)>,
}

/// The statements about keys. See [`Statements`] for their descriptions.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(hidden)]
pub struct KeyStatements {
    /// Id.
    pub find: Statement,
    /// User.
    pub find_all: Statement,
    /// Id, user, hash.
    pub insert: Statement,
    /// Id, the new id. Copies a key that has a password.
    pub copy: Statement,
    /// User, hash. Changes the keys that have a password.
    pub set_password: Statement,
    /// Id, user, the new id.
    pub rename: Statement,
    /// Id, old hash, new hash.
    pub replace_hash: Statement,
    /// Id. Finds the latest committed row, even in an older transaction.
    pub exists: Statement,
    /// Id. Finds another key of its user.
    pub has_other: Statement,
    /// Id. Locks the key's user and returns the user's id. Concurrent deletions of the user's keys then wait. `None` if
    /// the database does not lock rows.
    pub lock_owner: Option<Statement>,
    /// An unused name, user. Inserts a temporary row before a key of the user is deleted. On a cluster, where a lock
    /// holds on one node only, the row makes one of two concurrent deletions roll back.
    pub claim: Option<Statement>,
    /// Id.
    pub delete: Statement,
    /// User.
    pub delete_all: Statement,
}

const KEY: [&str; 3] = ["id", "user_id", "hashed_password"];

impl Statements {
    /// Creates the statements for these tables.
    #[must_use]
    pub fn new(dialect: Dialect, schema: Schema) -> Self {
        Self {
            session: SessionStatements::new(dialect, &schema),
            user: UserStatements::new(dialect, &schema),
            key: KeyStatements::new(dialect, schema.tables()),
            records: schema
                .record_tables()
                .iter()
                .map(|it| Arc::new(RecordStatements::new(dialect, it.clone())))
                .collect(),
            dialect,
            schema,
        }
    }

    /// Returns the statements about a declared table.
    ///
    /// # Errors
    /// [`StoreError::Broken`] if the schema does not declare the table.
    pub fn records_of(&self, table: &RecordTable) -> Result<Arc<RecordStatements>, StoreError> {
        let found = self.records.iter().find(|it| it.table().name() == table.name());
        found
            .cloned()
            .ok_or_else(|| StoreError::Broken(format!("the table `{}` is not declared", table.name()).into()))
    }

    /// Returns the query for the user with this value in a unique column.
    ///
    /// # Errors
    /// [`StoreError::Broken`] if users have no such column.
    pub fn find_user_by<'a>(&'a self, column: &str, value: &'a Value) -> Result<Query<'a>, StoreError> {
        let found = self.user.find_by.iter().find(|(it, _)| it.name() == column);
        let (column, statement) = found
            .ok_or_else(|| StoreError::Broken(format!("users have no unique column `{column}`").into()))?;
        Ok(Query::new(statement, [Parameter::Value(value, column.column_type())]))
    }

    /// Returns [`set_password`](KeyStatements::set_password) with further parameters: the names of that many keys that
    /// receive the password too.
    #[must_use]
    pub fn set_password(&self, named: usize) -> Statement {
        if named == 0 {
            return self.key.set_password.clone();
        }
        let key = &self.schema.tables().key;
        let names: Vec<_> = (3..named + 3).map(|it| format!("@{it}")).collect();
        let names = names.join(", ");
        Statement::new(
            self.dialect,
            &format!(
                r#"UPDATE "{key}" SET hashed_password = @2
                   WHERE user_id = @1 AND (hashed_password IS NOT NULL OR id IN ({names}))"#
            ),
        )
    }

    /// Returns the update of a user's columns that the row has, or `None` for an empty row. Parameters: id, then the
    /// values in the columns' order.
    #[must_use]
    pub fn update_user(&self, changes: &Row) -> Option<Statement> {
        update(self.dialect, &self.schema.tables().user, self.schema.user(), changes)
    }

    /// Returns the update of a session's columns, as [`update_user`](Self::update_user) does for a user.
    #[must_use]
    pub fn update_session(&self, changes: &Row) -> Option<Statement> {
        update(self.dialect, &self.schema.tables().session, self.schema.session(), changes)
    }
}

impl SessionStatements {
    fn new(dialect: Dialect, schema: &Schema) -> Self {
        let Tables { user, session, .. } = schema.tables();
        let statement = |template: &str| Statement::new(dialect, template);
        let row = columns(dialect, "s", &SESSION, schema.session());
        let user_row = columns(dialect, "u", &["id"], schema.user());
        let alive = "s.idle_expires >= @2 AND s.absolute_expires >= @2";
        let [before, differs, after] = dialect.sql().differs();
        Self {
            find_with_user: statement(&format!(
                r#"SELECT {row}, {user_row} FROM "{session}" s JOIN "{user}" u ON u.id = s.user_id WHERE s.id = @1 AND {alive}"#
            )),
            find: statement(&format!(r#"SELECT {row} FROM "{session}" s WHERE s.id = @1 AND {alive}"#)),
            find_all: statement(&format!(
                r#"SELECT {row} FROM "{session}" s WHERE s.user_id = @1 AND {alive} ORDER BY s.id"#
            )),
            insert: statement(&insert(dialect, session, &SESSION, schema.session(), 1)),
            start: dialect.sql().start(schema),
            renew: statement(&format!(
                r#"UPDATE "{session}" SET active_expires = @2, idle_expires = @3 WHERE id = @1"#
            )),
            rename: statement(&format!(r#"UPDATE "{session}" SET id = @2 WHERE id = @1"#)),
            rename_verified: statement(&format!(
                r#"UPDATE "{session}" SET id = @2, lucerna_verified = @3, lucerna_methods = @4 WHERE id = @1"#
            )),
            rename_of_user: statement(&format!(
                r#"UPDATE "{session}" SET id = @2 WHERE id = @1 AND user_id = @3"#
            )),
            delete: statement(&format!(r#"DELETE FROM "{session}" WHERE id = @1"#)),
            delete_all: statement(&format!(
                r#"DELETE FROM "{session}" WHERE user_id = @1 AND {before}id{differs}@2{after}"#
            )),
            delete_dead: statement(&format!(
                r#"DELETE FROM "{session}" WHERE idle_expires < @1 OR absolute_expires < @1"#
            )),
            exists: statement(&format!(r#"SELECT 1 FROM "{session}" WHERE id = @1"#)),
            is_of_user: statement(&format!(r#"SELECT 1 FROM "{session}" WHERE id = @1 AND user_id = @2"#)),
        }
    }
}

impl UserStatements {
    fn new(dialect: Dialect, schema: &Schema) -> Self {
        let Tables { user, key, .. } = schema.tables();
        let statement = |template: &str| Statement::new(dialect, template);
        let row = columns(dialect, "u", &["id"], schema.user());
        let insert_user = insert(dialect, user, &["id"], schema.user(), 1);
        let insert_key = insert(dialect, key, &KEY, &[], schema.user().len() + 2);
        let [before, differs, after] = dialect.sql().differs();
        let now = dialect.sql().locking_read();
        let find_unique = |column: &Column| {
            let (name, value) = (column.name(), dialect.sql().write(column, 1));
            statement(&format!(
                r#"SELECT 1 FROM "{user}" WHERE "{name}" = {value} AND {before}id{differs}@2{after}{now}"#
            ))
        };
        let find_by = |column: &Column| {
            let (name, value) = (column.name(), dialect.sql().write(column, 1));
            statement(&format!(r#"SELECT {row} FROM "{user}" u WHERE u."{name}" = {value}"#))
        };
        let unique = schema.user().iter().filter(|it| it.is_unique());
        Self {
            find: statement(&format!(r#"SELECT {row} FROM "{user}" u WHERE u.id = @1"#)),
            insert: statement(&insert_user),
            insert_with_key: dialect
                .sql()
                .inserts_two_rows()
                .then(|| statement(&format!("WITH new AS ({insert_user}) {insert_key}"))),
            delete: statement(&format!(r#"DELETE FROM "{user}" WHERE id = @1"#)),
            exists: statement(&format!(r#"SELECT 1 FROM "{user}" WHERE id = @1{now}"#)),
            lock: dialect
                .sql()
                .lock()
                .map(|lock| statement(&format!(r#"SELECT u.id FROM "{user}" u WHERE u.id = @1{lock}"#))),
            find_by: unique.clone().map(|it| (it.clone(), find_by(it))).collect(),
            list: statement(&format!(
                r#"SELECT {row} FROM "{user}" u WHERE u.id > @1 ORDER BY u.id LIMIT @2"#
            )),
            count: statement(&format!(r#"SELECT count(*) FROM "{user}""#)),
            find_unique: unique.map(|it| (it.clone(), find_unique(it))).collect(),
        }
    }
}

impl KeyStatements {
    fn new(dialect: Dialect, Tables { user, key, .. }: &Tables) -> Self {
        let statement = |template: &str| Statement::new(dialect, template);
        let row = KEY.join(", ");
        let now = dialect.sql().locking_read();
        Self {
            find: statement(&format!(r#"SELECT {row} FROM "{key}" WHERE id = @1"#)),
            find_all: statement(&format!(r#"SELECT {row} FROM "{key}" WHERE user_id = @1 ORDER BY id"#)),
            insert: statement(&insert(dialect, key, &KEY, &[], 1)),
            copy: statement(&format!(
                r#"INSERT INTO "{key}" (id, user_id, hashed_password) SELECT @2, k.user_id, k.hashed_password
                   FROM "{key}" k WHERE k.id = @1 AND k.hashed_password IS NOT NULL"#
            )),
            set_password: statement(&format!(
                r#"UPDATE "{key}" SET hashed_password = @2
                   WHERE user_id = @1 AND hashed_password IS NOT NULL"#
            )),
            rename: statement(&format!(r#"UPDATE "{key}" SET id = @3 WHERE id = @1 AND user_id = @2"#)),
            replace_hash: statement(&format!(
                r#"UPDATE "{key}" SET hashed_password = @3 WHERE id = @1 AND hashed_password = @2"#
            )),
            exists: statement(&format!(r#"SELECT 1 FROM "{key}" WHERE id = @1{now}"#)),
            has_other: statement(&format!(
                r#"SELECT 1 FROM "{key}" k JOIN "{key}" other ON other.user_id = k.user_id AND other.id <> k.id WHERE k.id = @1"#
            )),
            lock_owner: dialect.sql().lock().map(|lock| {
                statement(&format!(
                    r#"SELECT u.id FROM "{user}" u JOIN "{key}" k ON k.user_id = u.id WHERE k.id = @1{lock}"#
                ))
            }),
            claim: dialect
                .sql()
                .locks_on_one_node()
                .then(|| statement(&format!(r#"INSERT INTO "{key}" (id, user_id) VALUES (@1, @2)"#))),
            delete: statement(&format!(r#"DELETE FROM "{key}" WHERE id = @1"#)),
            delete_all: statement(&format!(r#"DELETE FROM "{key}" WHERE user_id = @1"#)),
        }
    }
}

/// Returns the statement that ends the older session, or the new one if the proof no longer holds.
pub(crate) fn settle(Tables { key, session, .. }: &Tables) -> String {
    format!(
        r#"DELETE FROM "{session}" WHERE id = CASE WHEN EXISTS
           (SELECT 1 FROM "{key}" k WHERE k.id = @1 AND k.user_id = @5 AND (@2 IS NULL OR k.hashed_password = @2)) THEN @3 ELSE @4 END RETURNING id"#
    )
}

pub(crate) fn update(dialect: Dialect, table: &str, columns: &[Column], changes: &Row) -> Option<Statement> {
    let changed = columns.iter().filter(|it| changes.value(it.name()).is_some());
    let set: Vec<_> = changed
        .zip(2..)
        .map(|(it, at)| format!(r#""{}" = {}"#, it.name(), dialect.sql().write(it, at)))
        .collect();
    let template = format!(r#"UPDATE "{table}" SET {} WHERE id = @1"#, set.join(", "));
    (!set.is_empty()).then(|| Statement::new(dialect, &template))
}

fn columns(dialect: Dialect, table: &str, own: &[&str], attributes: &[Column]) -> String {
    let own = own.iter().map(|it| format!(r#"{table}."{it}""#));
    own.chain(attributes.iter().map(|it| dialect.sql().read(it, format!(r#"{table}."{}""#, it.name()))))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(crate) fn insert(
    dialect: Dialect,
    table: &str,
    own: &[&str],
    attributes: &[Column],
    first: usize,
) -> String {
    let (names, values) = insertion(dialect, own, attributes, first);
    format!(r#"INSERT INTO "{table}" ({names}) VALUES ({values})"#)
}

/// Returns the names of the columns and their parameters, numbered from `first` on.
pub(crate) fn insertion(
    dialect: Dialect,
    own: &[&str],
    attributes: &[Column],
    first: usize,
) -> (String, String) {
    let names = own.iter().copied().chain(attributes.iter().map(|it| &**it.name()));
    let names: Vec<_> = names.map(|it| format!(r#""{it}""#)).collect();
    let own_values = (first..).take(own.len()).map(|it| format!("@{it}"));
    let values = attributes.iter().zip(first + own.len()..).map(|(it, at)| dialect.sql().write(it, at));
    (names.join(", "), own_values.chain(values).collect::<Vec<_>>().join(", "))
}
