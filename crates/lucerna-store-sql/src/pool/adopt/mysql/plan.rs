//! What is to be done, decided before anything is.

use super::journal::Change;
use super::last::{is_leftover, is_limit};
use super::there::{self, ForeignKey, Table};
use super::wanted::{Modified, collation, is_time, wanted};
use super::{Adoption, MARKER, quote};
use crate::pool::driver::{Driver, Failed};
use crate::pool::tables::{self, Found};
use crate::{AdoptError, AdoptReport};
use lucerna_core::{Column, Tables};

/// What is to be done to a database that can be adopted.
pub(super) struct Plan {
    pub(super) report: AdoptReport,
    pub(super) renames: Vec<(String, String)>,
    pub(super) changes: Vec<Change>,
    pub(super) has_single_use_keys: bool,
    /// Whether the keys' column that refers to users is changed at last.
    pub(super) binds_keys: bool,
    /// What is done to the table of sessions before it is bound to users.
    pub(super) before_bound: Option<String>,
    /// What is done at last to the tables of users, keys and sessions.
    pub(super) last: [Vec<String>; 3],
}

/// Everything that is known of a database of Lucia's.
pub(super) struct Inspection<'a> {
    pub(super) names: &'a Tables,
    /// Those of users, keys and sessions, and those that foreign keys tie to them.
    pub(super) tables: Vec<Table>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) modified: Vec<Modified>,
    /// Attributes that have to be unique, and are not: of users, of keys (none), and of sessions.
    pub(super) not_unique: [Vec<String>; 3],
}

impl<D: Driver> Adoption<'_, D> {
    /// Looks at everything, and refuses what could not be adopted.
    pub(super) async fn inspect(&mut self, names: &Tables) -> Result<Plan, AdoptError> {
        let mut inspection = self.read(names).await?;
        self.refuse_tables(&mut inspection).await?;
        self.lock_tables(&inspection).await?;
        let mut report = AdoptReport::new(self.options.dry_run);
        self.refuse_rows(&inspection, &mut report).await?;
        report.tables = inspection.sentences(self.schema.tables());
        let last = inspection.last(self.database.dialect);
        self.rehearse(&inspection, &last).await?;
        self.database.run("UNLOCK TABLES").await?;
        let keys = inspection.tables.get(1);
        Ok(Plan {
            renames: self.renames(names),
            changes: inspection.changes(),
            has_single_use_keys: keys.is_some_and(|it| it.column("expires").is_some()),
            binds_keys: inspection.binds_keys(self.database.dialect),
            before_bound: inspection.before_bound(self.database.dialect),
            last,
            report,
        })
    }

    async fn read<'a>(&mut self, names: &'a Tables) -> Result<Inspection<'a>, Failed> {
        let foreign_keys = there::foreign_keys(&mut self.database).await?;
        let wanted = wanted(names, self.schema, &foreign_keys);
        let mut tables = Vec::new();
        let own = [&names.user, &names.key, &names.session];
        for name in own.into_iter().chain(wanted.iter().map(|it| &it.table)) {
            if !tables.iter().any(|it: &Table| it.name == *name) {
                tables.push(Table::read(&mut self.database, name).await?);
            }
        }
        let dialect = self.database.dialect;
        let modified = wanted.iter().filter_map(|it| {
            let table = tables.iter().find(|table| table.name == it.table)?;
            it.modified(table, dialect, self.place(names, &it.table))
        });
        let modified = modified.collect();
        Ok(Inspection { names, tables, foreign_keys, modified, not_unique: Default::default() })
    }

    pub(super) fn renames(&self, names: &Tables) -> Vec<(String, String)> {
        let to = self.schema.tables();
        let pairs = [(&names.user, &to.user), (&names.key, &to.key), (&names.session, &to.session)];
        let renames = pairs.into_iter().filter(|(from, to)| from != to);
        renames.map(|(from, to)| (from.clone(), to.clone())).collect()
    }

    /// The name that a table has afterwards.
    fn place<'n>(&'n self, names: &Tables, table: &'n str) -> &'n str {
        let to = self.schema.tables();
        match table {
            it if it == names.user => &to.user,
            it if it == names.key => &to.key,
            it if it == names.session => &to.session,
            it => it,
        }
    }

    /// The columns of users, keys and sessions as they will be.
    pub(super) async fn foreseen(&mut self, inspection: &Inspection<'_>) -> Result<[Vec<Found>; 3], Failed> {
        let names = inspection.names;
        let mut all = [Vec::new(), Vec::new(), Vec::new()];
        for (table, columns) in [&names.user, &names.key, &names.session].into_iter().zip(&mut all) {
            let (connection, dialect) = (&mut *self.database.connection, self.database.dialect);
            *columns = tables::columns::<D>(connection, dialect, table, &names.user).await?;
            for column in columns.iter_mut() {
                if let Some(it) = inspection.modified(table, &column.name) {
                    column.type_name.clone_from(&it.data_type);
                    collation(dialect).clone_into(&mut column.collation);
                    // Long enough for what is Lucerna's own, if it is.
                    column.length = 0;
                }
                if column.name == "user_id" && *table != names.user {
                    (column.not_null, column.cascades) = (true, true);
                }
            }
        }
        let [_, keys, sessions] = &mut all;
        keys.retain(|it| !is_leftover(&it.name));
        sessions.retain(|it| it.name != MARKER);
        for column in sessions.iter_mut().filter(|it| is_limit(&it.name)) {
            *column = integer(&column.name, true);
        }
        let added = [("absolute_expires", true), ("active_period", false), ("idle_period", false)];
        sessions.extend(added.map(|(name, not_null)| integer(name, not_null)));
        Ok(all)
    }
}

fn integer(name: &str, not_null: bool) -> Found {
    Found { name: name.to_owned(), type_name: "bigint".to_owned(), not_null, ..Found::default() }
}

impl Inspection<'_> {
    pub(super) fn modified(&self, table: &str, column: &str) -> Option<&Modified> {
        self.modified.iter().find(|it| it.table == table && it.column.eq_ignore_ascii_case(column))
    }

    /// What is done to the columns of a table before its rows.
    pub(super) fn clauses(&self, table: &Table) -> Vec<String> {
        let modified = self.modified.iter().filter(|it| it.table == table.name).map(Modified::clause);
        let is_of_sessions = table.name == self.names.session;
        let limits = table.columns.iter().filter(|it| is_of_sessions && is_limit(&it.name) && !is_time(it));
        modified.chain(limits.map(|it| format!("MODIFY {} BIGINT NOT NULL", quote(&it.name)))).collect()
    }

    /// A column or a foreign key of whose definition something would be lost.
    pub(super) fn unreadable(&self) -> Option<String> {
        let column = self.modified.iter().find(|it| it.options.is_none());
        let column = column.map(|it| format!("the column `{}`.`{}`", it.table, it.column));
        let mut keys = self.touched().filter(|it| !self.is_replaced(it));
        let key = keys.find(|it| self.definition(it).is_none());
        column.or(key.map(|it| format!("the foreign key `{}` of `{}`", it.name, it.table)))
    }

    fn changes(&self) -> Vec<Change> {
        let tables = self.tables.iter().map(|it| (it, self.clauses(it).join(", ")));
        let tables = tables.filter(|(_, definition)| !definition.is_empty());
        let tables = tables.map(|(table, definition)| Change::of(&table.name, "", definition));
        let keys = self.touched().map(|it| {
            let definition = self.definition(it).filter(|_| !self.is_replaced(it));
            Change::of(&it.table, &it.name, definition.unwrap_or_default())
        });
        keys.chain(tables).collect()
    }

    /// Foreign keys with a column that becomes another.
    fn touched(&self) -> impl Iterator<Item = &ForeignKey> {
        let is_touched = |(table, column): (String, String)| self.modified(&table, &column).is_some();
        self.foreign_keys.iter().filter(move |it| it.pairs().flatten().any(is_touched))
    }

    /// Those of keys and sessions to their users are made anew later.
    fn is_replaced(&self, key: &ForeignKey) -> bool {
        [&self.names.key, &self.names.session].iter().any(|it| key.is_of_user(it, &self.names.user))
    }

    fn definition(&self, key: &ForeignKey) -> Option<String> {
        self.tables.iter().find(|it| it.name == key.table)?.foreign_key(&key.name)
    }
}

/// The names of attributes that have to be unique, and are not.
pub(super) fn not_unique(columns: &[Column], found: &[Found]) -> Vec<String> {
    let is_unique = |it: &&Column| it.is_unique();
    let names = columns.iter().filter(is_unique).map(|it| it.name().to_string());
    names.filter(|name| found.iter().any(|it| it.name == *name && it.unique < 1)).collect()
}
