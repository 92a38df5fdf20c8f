//! The tables of the core that every schema has.

use crate::attempts::ATTEMPTS;
use crate::devices::KNOWN_DEVICES;
use crate::names::NAMES;
use crate::{RecordTable, Tables};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The longest name of a table of users that is written out in the names of the tables of the core.
const LONGEST: usize = 40;

/// Returns the tables that need no declaration.
pub(super) fn built_in_tables(tables: &Tables) -> Vec<RecordTable> {
    let declared = [ATTEMPTS.declare(), KNOWN_DEVICES.declare(), NAMES.declare()];
    declared.map(|it| of_application(it, tables)).into()
}

/// Returns the table under the name that it has beside these tables. A table of the application stays as it is.
///
/// Several applications can share a database if their tables have different names. Their users then have different
/// attempts, devices and names too.
pub(crate) fn of_application(table: RecordTable, tables: &Tables) -> RecordTable {
    let is_built_in = [ATTEMPTS.name(), KNOWN_DEVICES.name(), NAMES.name()].contains(&table.name());
    match tables.user.as_str() {
        "user" => table,
        _ if !is_built_in => table,
        short if short.len() <= LONGEST => with_suffix(&table, short),
        long => {
            with_suffix(&table, &HEXLOWER.encode(&Sha256::digest(long)).chars().take(32).collect::<String>())
        }
    }
}

fn with_suffix(table: &RecordTable, suffix: &str) -> RecordTable {
    let name = format!("{}_{suffix}", table.name());
    RecordTable::new(name, table.lifetime(), table.columns().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    #[test]
    fn applications_with_tables_of_their_own_share_no_table_of_the_core() {
        let names = |user: &str| {
            let (key, session) = ("guest_key".to_owned(), "guest_session".to_owned());
            let schema = Schema::of::<()>().unwrap().with([crate::Table::<()>::lasting("note").declare()]);
            let renamed = schema.unwrap().with_tables(Tables { user: user.to_owned(), key, session });
            renamed.unwrap().record_tables().iter().map(|it| it.name().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("user"), ["lucerna_attempt", "lucerna_known_device", "lucerna_name", "note"]);
        assert_eq!(names("guest")[..2], ["lucerna_attempt_guest", "lucerna_known_device_guest"]);
        let long = ["a", "b"].map(|it| names(&format!("{it}{}", "x".repeat(62))));
        assert!(long.iter().flatten().all(|it| it.len() <= 63) && long[0][0] != long[1][0], "{long:?}");
    }
}
