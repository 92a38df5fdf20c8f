//! Lists of users and searches for one, with a fault.

use crate::fault::Fault;
use crate::store::FaultyStore;
use lucerna_core::{Page, StoreError, UserRecord, UserStore, Value};

impl FaultyStore {
    pub(crate) async fn search_user(
        &self,
        column: &str,
        value: &Value,
    ) -> Result<Option<UserRecord>, StoreError> {
        self.right.find_user_by(column, value).await
    }

    pub(crate) async fn page_of_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        self.right.list_users(page).await
    }

    pub(crate) async fn number_of_users(&self) -> Result<u64, StoreError> {
        self.right.count_users().await
    }
}
