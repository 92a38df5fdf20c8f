//! Keys whose names become canonical.

use crate::canonical_key;
use std::collections::HashMap;

/// What becomes of the names of all keys.
#[derive(Default)]
pub(super) struct Renames {
    pub(super) problems: Vec<String>,
    /// From which name to which.
    pub(super) pairs: Vec<(String, String)>,
}

/// Given the id and the user of every key. Two keys of one name are never made one: they may have two passwords.
pub(super) fn renames(stored: Vec<(String, String)>) -> Renames {
    let mut renames = Renames::default();
    let mut owners: HashMap<_, _> = stored.iter().cloned().collect();
    for (from, user) in stored {
        match canonical_key(&from) {
            Some(to) if to == from => {}
            Some(to) => match owners.insert(to.clone(), user.clone()) {
                None => renames.pairs.push((from, to)),
                Some(other) => renames.problems.push(format!(
                    "{to:?} would be the key of user {other:?} and, stored as {from:?}, of user {user:?}"
                )),
            },
            None => renames.problems.push(format!("the key {from:?} of user {user:?} cannot be one")),
        }
    }
    renames
}
