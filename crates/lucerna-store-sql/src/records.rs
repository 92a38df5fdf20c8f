//! Declared tables: their creation, their statements, and reads and writes of their records.

mod statements;
pub use statements::RecordStatements;

mod tables;
pub(crate) use tables::{create_record_tables, record_table_differences};

mod reads;
pub use reads::{delete_records, find_records, record};

mod conflicts;

mod insert;
pub use insert::{InsertRecord, WriteRecords};

mod update;
pub use update::{TakeRecord, UpdateRecord};

mod add;
pub use add::AddToRecord;
