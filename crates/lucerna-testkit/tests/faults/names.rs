//! Keys that are copied and renamed, with a fault.

use crate::fault::Fault;
use crate::store::FaultyStore;
use lucerna_core::{KeyId, Row, StoreError, UserStore};

impl FaultyStore {
    pub(crate) async fn duplicate_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        self.right.copy_key(id, new).await
    }

    pub(crate) async fn change_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        self.right.rename_key(id, new, changes).await
    }
}
