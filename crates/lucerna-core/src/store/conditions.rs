//! What records are compared with, and by which columns they are found.

use super::{RecordsBy, StoreError};
use crate::{Column, ColumnType, RecordTable, Row, Value};

impl RecordTable {
    /// The values that a record still has to have (compare-and-set), each with its column. Those of columns that hold JSON or
    /// floating-point numbers are left out: databases do not compare them alike.
    ///
    /// ```
    /// use lucerna_core::{Column, Lifetime, RecordTable, Row};
    ///
    /// let columns = vec![Column::of::<i64>("count"), Column::of::<f64>("weight")];
    /// let table = RecordTable::new("entry", Lifetime::Lasting, columns);
    /// let still = Row::new().with("count", &7_i64).with("weight", &0.5_f64);
    /// assert_eq!(table.compared(&still)?.len(), 1);
    /// assert!(table.compared(&Row::new().with("no_such_column", &7_i64)).is_err());
    /// # Ok::<(), lucerna_core::StoreError>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Broken`] if the table has no such column.
    pub fn compared<'a>(&'a self, still: &'a Row) -> Result<Vec<(&'a Column, &'a Value)>, StoreError> {
        let mut compared = Vec::new();
        for (name, value) in still.iter() {
            let column = self.column(name).ok_or_else(|| {
                StoreError::Broken(format!("the table `{}` has no column `{name}`", self.name()).into())
            })?;
            if !matches!(column.column_type(), ColumnType::Json | ColumnType::Float) {
                compared.push((column, value));
            }
        }
        Ok(compared)
    }
}

impl RecordsBy<'_> {
    /// That records of the table can be found so.
    ///
    /// ```
    /// use lucerna_core::{Column, Lifetime, RecordTable, RecordsBy, Value};
    ///
    /// let columns = vec![Column::of::<String>("club").indexed(), Column::of::<String>("note")];
    /// let members = RecordTable::new("member", Lifetime::Lasting, columns);
    /// let value = Value::Text("chess".to_owned());
    /// assert!(RecordsBy::Column("club", &value).check(&members).is_ok());
    /// assert!(RecordsBy::Column("note", &value).check(&members).is_err());
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Broken`] if it is by a column that is neither unique nor indexed.
    pub fn check(&self, table: &RecordTable) -> Result<(), StoreError> {
        let RecordsBy::Column(name, _) = self else { return Ok(()) };
        match table.column(name).is_some_and(|it| it.is_unique() || it.is_indexed()) {
            true => Ok(()),
            false => Err(StoreError::Broken(format!("records are not found by the column `{name}`").into())),
        }
    }
}
