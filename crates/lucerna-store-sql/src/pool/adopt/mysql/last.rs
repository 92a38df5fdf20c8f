//! What is done at last to the tables, and what is told of everything.

use super::plan::Inspection;
use super::quote;
use super::there::{ForeignKey, Table};
use super::wanted::is_time;
use crate::Dialect;
use lucerna_core::Tables;

/// Indexes of sessions by which those that are over are found.
const INDEXES: [&str; 2] = ["idle_expires", "absolute_expires"];

impl Inspection<'_> {
    /// What is done at last to the tables of users, keys and sessions, but for what is always done to sessions.
    pub(super) fn last(&self, dialect: Dialect) -> [Vec<String>; 3] {
        let mut last = self.not_unique.each_ref().map(|them| {
            them.iter().map(|it| format!("ADD UNIQUE INDEX ({})", quote(it))).collect::<Vec<_>>()
        });
        let [_, of_keys, of_sessions] = &mut last;
        if let [_, keys, sessions, ..] = &*self.tables {
            of_keys.extend(leftovers(keys).map(|it| format!("DROP COLUMN {}", quote(it))));
            of_keys.extend(self.bound(keys, dialect));
            let missing = INDEXES.into_iter().filter(|it| !sessions.has_index(it));
            of_sessions.extend(missing.map(|it| format!("ADD INDEX ({it})")));
        }
        last
    }

    /// What is done to the table of sessions before it is bound to users: what a foreign key holds cannot be changed.
    pub(super) fn before_bound(&self, dialect: Dialect) -> Option<String> {
        self.tables.get(2).and_then(|sessions| self.bound(sessions, dialect))
    }

    pub(super) fn binds_keys(&self, dialect: Dialect) -> bool {
        self.tables.get(1).is_some_and(|keys| self.bound(keys, dialect).is_some())
    }

    /// No row is without a user then.
    fn bound(&self, table: &Table, dialect: Dialect) -> Option<String> {
        let column = table.column("user_id").filter(|it| it.is_nullable)?;
        let unchanged = || format!("{} {}", column.column_type, dialect.collation());
        let modified = self.modified(&table.name, "user_id");
        let definition = modified.map_or_else(unchanged, |it| it.definition.clone());
        Some(format!("MODIFY user_id {definition} NOT NULL"))
    }

    /// One sentence for everything that is done to a table, which is called as it will be.
    pub(super) fn sentences(&self, to: &Tables) -> Vec<String> {
        let mut told = Vec::new();
        let Tables { user, key, session, .. } = to;
        let names = self.names;
        for (from, to) in [(&names.user, user), (&names.key, key), (&names.session, session)] {
            told.extend((from != to).then(|| format!("`{from}` renamed to `{to}`")));
        }
        told.extend(self.modified.iter().map(|it| it.sentence.clone()));
        if let [_, keys, sessions, ..] = &*self.tables {
            let limits = sessions.columns.iter().filter(|it| is_limit(&it.name) && !is_time(it));
            told.extend(
                limits.map(|it| format!("`{session}`.`{}` is bigint instead of {}", it.name, it.column_type)),
            );
            told.extend(leftovers(keys).map(|it| format!("`{key}`.`{it}` of Lucia v1 dropped")));
            let added = "`absolute_expires`, `active_period` and `idle_period`";
            told.push(format!("`{session}` rewritten: it has {added}"));
            for (table, place, what) in [(keys, key, "keys"), (sessions, session, "sessions")] {
                if !self.is_bound(table) {
                    told.push(format!("`{place}`.`user_id` refers to `{user}`: {what} end with their user"));
                }
                // The foreign key brings the index.
                told.extend((!table.has_index("user_id")).then(|| format!("`{place}`.`user_id` indexed")));
            }
            let missing = INDEXES.into_iter().filter(|it| !sessions.has_index(it));
            told.extend(missing.map(|it| format!("`{session}`.`{it}` indexed")));
        }
        let places = [user, key, session].into_iter().zip(&self.not_unique);
        told.extend(
            places.flat_map(|(table, them)| them.iter().map(move |it| format!("`{table}`.`{it}` indexed"))),
        );
        told
    }

    fn is_bound(&self, table: &Table) -> bool {
        let is_bound = |it: &ForeignKey| it.cascades && it.is_of_user(&table.name, &self.names.user);
        self.foreign_keys.iter().any(is_bound)
    }
}

fn leftovers(keys: &Table) -> impl Iterator<Item = &str> {
    keys.columns.iter().map(|it| &*it.name).filter(|it| is_leftover(it))
}

/// Of Lucia v1, which had single-use keys, and called one key of a user the primary one.
pub(super) fn is_leftover(column: &str) -> bool {
    ["primary_key", "expires"].contains(&column)
}

pub(super) fn is_limit(column: &str) -> bool {
    ["active_expires", "idle_expires"].contains(&column)
}
