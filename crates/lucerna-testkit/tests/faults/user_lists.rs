//! Faults about lists of users and searches.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use crate::record_searches::folded;
use lucerna_core::{Page, StoreError, UserRecord, UserStore, Value};

impl FaultyStore {
    pub(crate) async fn search_user(
        &self,
        column: &str,
        value: &Value,
    ) -> Result<Option<UserRecord>, StoreError> {
        let all = self.right.list_users(&Page::first(Page::MAX)).await?;
        let mut all = all.into_iter();
        let has =
            |it: &UserRecord, value: &Value| it.attributes.value(column).map(folded) == Some(folded(value));
        match (self.fault, self.right.find_user_by(column, value).await) {
            (Fault::UserColumnsIgnoreCase, Ok(_)) => Ok(all.find(|it| has(it, value))),
            (Fault::EmptinessIsFound, Ok(None)) if *value == Value::Null => Ok(all.find(|it| has(it, value))),
            (Fault::UsersAreFoundByAnyColumn, Err(_)) => Ok(all.find(|it| has(it, value))),
            (_, result) => result,
        }
    }

    pub(crate) async fn page_of_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        let page = if self.has(Fault::PageOfNoneIsAll) && page.limit() == 0 { &Page::first(9) } else { page };
        let mut found = self.right.list_users(page).await?;
        match self.fault {
            Fault::UsersAreUnordered => found.reverse(),
            Fault::PagesGoByNumber => {
                found = self.numbered(self.right.list_users(&Page::first(Page::MAX)).await?, page);
            }
            _ => {}
        }
        Ok(found)
    }

    pub(crate) async fn number_of_users(&self) -> Result<u64, StoreError> {
        match self.fault {
            Fault::DeletedUsersAreCounted => Ok(self.memory().users.len() as u64),
            _ => self.right.count_users().await,
        }
    }
}
