//! Rows of looks: each is held by names that may exist together.

use super::Looks;
use crate::{Attributes, Column, ColumnError, KeyId, Row, Table, Timestamp};
use std::time::Duration;

/// The table of looks. A row's id is the hash of a skeleton.
pub(crate) const NAMES: Table<NameRow> = Table::lasting("lucerna_name");

/// The time that the creation of a key can take after the look is reserved. Until then the key may be missing.
const RESERVED_FOR: Duration = Duration::from_secs(60 * 60);

/// The most ASCII names that a row lists. A look of more names is left to ASCII names forever.
const MOST_HOLDERS: usize = 32;

/// The holders of a look: one name that is not plain ASCII, or any number of plain ASCII names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NameRow {
    /// The keys, one in each line. Empty if there are too many.
    pub(crate) holders: String,
    pub(crate) reserved: Timestamp,
}

impl Attributes for NameRow {
    fn columns() -> Vec<Column> {
        vec![Column::of::<String>("holders"), Column::of::<Timestamp>("reserved")]
    }

    fn to_row(&self) -> Row {
        Row::new().with("holders", &self.holders).with("reserved", &self.reserved)
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self { holders: row.take("holders")?, reserved: row.take("reserved")? })
    }
}

/// The answer to a name that wants a look that others hold.
#[derive(Debug, PartialEq)]
pub(crate) enum LookVerdict {
    /// The look is left to names like this one.
    Held,
    /// The name may hold the look together with the others: this is the new row.
    Shared(NameRow),
    /// The look is free if none of these keys exists.
    FreeWithout(Vec<KeyId>),
    Refused,
}

impl NameRow {
    pub(crate) fn of(key: &KeyId, now: Timestamp) -> Self {
        Self { holders: key.to_string(), reserved: now }
    }

    pub(crate) fn judge(&self, key: &KeyId, is_plain: bool, now: Timestamp) -> LookVerdict {
        let holders: Vec<_> = self.holders.lines().filter_map(KeyId::parse).collect();
        let age = now.since(self.reserved);
        if holders.contains(key) {
            // The row changes, so that whoever read it before does not release the look.
            let later = self.reserved.after(Duration::from_millis(1));
            return LookVerdict::Shared(Self { reserved: now.max(later), ..self.clone() });
        }
        match holders.iter().all(Looks::is_plain) {
            true if is_plain && holders.is_empty() => LookVerdict::Held,
            true if is_plain => LookVerdict::Shared(self.with(key, holders.len(), now)),
            _ if age < RESERVED_FOR || holders.is_empty() => LookVerdict::Refused,
            _ => LookVerdict::FreeWithout(holders),
        }
    }

    /// Returns true if the key holds the look.
    pub(crate) fn is_held_by(&self, key: &KeyId) -> bool {
        self.holders.lines().any(|it| KeyId::parse(it).as_ref() == Some(key))
    }

    /// Returns the row without a key, or `None` if no other key holds the look.
    pub(crate) fn without(&self, key: &KeyId) -> Option<Self> {
        let others: Vec<_> =
            self.holders.lines().filter(|it| KeyId::parse(it).as_ref() != Some(key)).collect();
        (!others.is_empty()).then(|| Self { holders: others.join("\n"), reserved: self.reserved })
    }

    fn with(&self, key: &KeyId, count: usize, now: Timestamp) -> Self {
        let holders = if count < MOST_HOLDERS { format!("{}\n{key}", self.holders) } else { String::new() };
        Self { holders, reserved: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Timestamp = Timestamp::from_unix_millis(86_400_000);

    fn row(names: &[&str]) -> NameRow {
        let keys: Vec<_> = names.iter().map(|it| KeyId::username(it).to_string()).collect();
        NameRow { holders: keys.join("\n"), reserved: DAY }
    }

    fn judge(row: &NameRow, name: &str, seconds: u64) -> LookVerdict {
        let key = KeyId::username(name);
        row.judge(&key, Looks::is_plain(&key), DAY.after(Duration::from_secs(seconds)))
    }

    #[test]
    fn plain_names_share_a_look() {
        assert_eq!(judge(&row(&["paypal"]), "paypa1", 0), LookVerdict::Shared(row(&["paypal", "paypa1"])));
        let both = row(&["paypal", "paypa1"]);
        let renewed = NameRow { reserved: DAY.after(Duration::from_millis(1)), ..both.clone() };
        assert_eq!(judge(&both, "paypal", 0), LookVerdict::Shared(renewed));
        let many: Vec<_> = (0..MOST_HOLDERS).map(|it| format!("l{it}")).collect();
        let many = row(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(judge(&many, "paypal", 0), LookVerdict::Shared(row(&[])));
        assert_eq!(judge(&row(&[]), "paypal", 0), LookVerdict::Held);
        assert_eq!(judge(&row(&[]), "раураӏ", 1_000_000), LookVerdict::Refused);
    }

    #[test]
    fn a_look_of_the_other_kind_is_free_after_a_while_if_no_holder_exists() {
        for (holder, name) in [("paypal", "раураӏ"), ("раураӏ", "paypal"), ("раураӏ", "раураl")]
        {
            assert_eq!(judge(&row(&[holder]), name, 3599), LookVerdict::Refused);
            assert_eq!(
                judge(&row(&[holder]), name, 3600),
                LookVerdict::FreeWithout(vec![KeyId::username(holder)])
            );
        }
    }

    #[test]
    fn a_name_renews_its_reservation() {
        let row = row(&["раураӏ"]);
        // It changes the row also within a millisecond.
        for (seconds, reserved) in [(1, Duration::from_secs(1)), (0, Duration::from_millis(1))] {
            let renewed = NameRow { reserved: DAY.after(reserved), ..row.clone() };
            assert_eq!(judge(&row, "раураӏ", seconds), LookVerdict::Shared(renewed));
        }
    }

    #[test]
    fn a_deleted_name_leaves_the_row() {
        let both = row(&["paypal", "paypa1"]);
        assert_eq!(both.without(&KeyId::username("paypa1")), Some(row(&["paypal"])));
        assert_eq!(row(&["paypal"]).without(&KeyId::username("paypal")), None);
        assert!(both.is_held_by(&KeyId::username("paypal")) && !both.is_held_by(&KeyId::email("paypal")));
    }
}
