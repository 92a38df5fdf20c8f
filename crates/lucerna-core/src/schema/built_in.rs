//! The tables of the core that every schema has.

use crate::RecordTable;
use crate::attempts::ATTEMPTS;
use crate::devices::KNOWN_DEVICES;
use crate::names::NAMES;

/// Returns the tables that need no declaration.
pub(super) fn built_in_tables() -> Vec<RecordTable> {
    vec![ATTEMPTS.declare(), KNOWN_DEVICES.declare(), NAMES.declare()]
}
