//! Faults about keys that are copied and renamed.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use lucerna_core::{Conflict, KeyId, KeyRecord, Row, StoreError, UserStore, Value};

impl FaultyStore {
    pub(crate) async fn duplicate_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        let Some(old) = self.right.find_key(id).await? else { return self.right.copy_key(id, new).await };
        let mut copy = KeyRecord { id: new.clone(), ..old };
        match self.fault {
            Fault::CopyHasNoPassword => copy.password_hash = None,
            Fault::CopyNeedsNoPassword if copy.password_hash.is_none() => {}
            Fault::CopyOverwrites => return self.overwrite_key(copy).await.map(|()| true),
            Fault::CopyReadsThenInserts => self.wait_for_race().await,
            _ => return self.right.copy_key(id, new).await,
        }
        self.right.insert_key(copy).await.map(|()| true)
    }

    pub(crate) async fn change_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        let Some(old) = self.right.find_key(id).await? else {
            let says_yes = self.has(Fault::RenamingOfNothingSaysYes);
            return Ok(self.right.rename_key(id, new, changes).await? || says_yes);
        };
        let is_free = self.right.find_key(new).await?.is_none();
        match (self.fault, changes.value("user_id")) {
            (Fault::SameNameIsTaken, _) if id == new => return Err(StoreError::Conflict(Conflict::Key)),
            (Fault::RenamingTakesNames, _) if id != new => {
                self.right.delete_key(new, lucerna_core::LastKey::Delete).await?;
            }
            (Fault::NameIsCheckedThenTaken, _) if is_free => {
                self.wait_for_race().await;
                self.right.delete_key(new, lucerna_core::LastKey::Delete).await?;
            }
            (Fault::KeyIsFoundThenRenamed, _) => {
                self.wait_for_race().await;
                self.right.rename_key(id, new, changes).await?;
                return Ok(true);
            }
            (Fault::RenamingKeyInSteps, _) => {
                self.right.rename_key(id, new, Row::new()).await?;
                self.wait_for_race().await;
                return self.right.update_user(&old.user_id, changes).await;
            }
            (Fault::RenamingWritesTheOwner, Some(Value::Text(user))) => {
                let key = KeyRecord { id: new.clone(), user_id: user.as_str().into(), ..old };
                self.right.rename_key(id, new, changes.clone()).await?;
                return self.overwrite_key(key).await.map(|()| true);
            }
            _ => {}
        }
        let result = self.right.rename_key(id, new, changes).await;
        match (self.fault, &result) {
            (Fault::RenamedKeyLosesItsPassword, Ok(true)) => {
                self.overwrite_hash(new, None).await?;
            }
            (Fault::RefusedRenamingRenamesTheKey, Err(StoreError::Conflict(Conflict::Column(_)))) => {
                self.right.rename_key(id, new, Row::new()).await?;
            }
            _ => {}
        }
        result
    }
}
