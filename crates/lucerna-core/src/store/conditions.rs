//! Conditions on records: compare-and-set values and searchable columns.

use super::{RecordsBy, StoreError};
use crate::{Column, ColumnType, RecordTable, Row, Value};

impl RecordTable {
    /// Returns the values to compare before a write (compare-and-set), each with its column. JSON and floating-point
    /// columns are left out, since databases compare them differently.
    ///
    /// ```
    /// use lucerna_core::{Column, Lifetime, RecordTable, Row};
    ///
    /// let columns = vec![Column::of::<i64>("count"), Column::of::<f64>("weight")];
    /// let table = RecordTable::new("entry", Lifetime::Lasting, columns);
    /// let expected = Row::new().with("count", &7_i64).with("weight", &0.5_f64);
    /// assert_eq!(table.compared(&expected)?.len(), 1);
    /// assert!(table.compared(&Row::new().with("no_such_column", &7_i64)).is_err());
    /// # Ok::<(), lucerna_core::StoreError>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Broken`] if the table has no such column.
    pub fn compared<'a>(&'a self, expected: &'a Row) -> Result<Vec<(&'a Column, &'a Value)>, StoreError> {
        let mut compared = Vec::new();
        for (name, value) in expected.iter() {
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
    /// Checks that records of the table can be searched in this way.
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
    /// [`StoreError::Broken`] if the column is neither unique nor indexed.
    pub fn check(&self, table: &RecordTable) -> Result<(), StoreError> {
        let RecordsBy::Column(name, _) = self else { return Ok(()) };
        match table.column(name).is_some_and(|it| it.is_unique() || it.is_indexed()) {
            true => Ok(()),
            false => {
                Err(StoreError::Broken(format!("the column `{name}` is neither unique nor indexed").into()))
            }
        }
    }
}
