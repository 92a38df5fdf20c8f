//! The message of a waiting row. Here the address is looked up, long after the answer.

use crate::Mail;
use crate::codes::NewCode;
use crate::message::{Content, Message, Ways};
use crate::notice::Notice;
use crate::outbox::name_of;
use crate::tables::{OutboxRow, Purpose};
use lucerna_core::{Attributes, Error, Key, KeyId, Record, UserId};

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Decides what is sent for a row, and makes its link and its code. `None` if nothing is sent.
    pub(crate) async fn message_of(&self, record: &Record<OutboxRow>) -> Result<Option<Message>, Error> {
        let row = &record.value;
        let key = self.auth.find_key(&KeyId::email(&row.address)).await?;
        let content = match (row.kind, &record.user_id, key) {
            (Purpose::Verify | Purpose::Reset | Purpose::SignIn, user, Some(key)) => {
                self.about_account(row, user.as_ref(), key).await?
            }
            (Purpose::Address, Some(user), key) => self.about_new_address(row, user, key).await?,
            (Purpose::Undo, Some(user), key) => self.about_change(row, user, key).await?,
            (Purpose::Report, Some(user), key) => self.about_event(record, user, key).await?,
            _ => None,
        };
        Ok(content.map(|content| Message {
            to: row.address.clone(),
            language: row.language.clone(),
            device: row.device.clone(),
            asked: row.asked,
            content,
        }))
    }

    async fn about_account(
        &self,
        row: &OutboxRow,
        asking: Option<&UserId>,
        key: Key,
    ) -> Result<Option<Content>, Error> {
        let is_verified = self.addresses.verified_at(&key).await?.is_some();
        if is_verified && row.kind == Purpose::Verify {
            let sign_in = format!("{}{}", self.services.origin(), self.auth.sign_in_path());
            return Ok(Some(Content::AlreadyRegistered { sign_in }));
        }
        let is_own = asking == Some(&key.user_id);
        let is_stale = asking.is_some() && !is_own;
        // An account belongs to the mailbox that was proven first. Another address is proven by its user alone.
        if is_stale || !is_verified && !is_own && self.has_other_address(&key).await? {
            return Ok(None);
        }
        let ways = self.issue(row, &key.user_id, is_own).await?;
        Ok(Some(match row.kind {
            Purpose::Reset => Content::Reset(ways),
            Purpose::SignIn => Content::SignIn(ways),
            _ => Content::Verify(ways),
        }))
    }

    async fn about_new_address(
        &self,
        row: &OutboxRow,
        user: &UserId,
        key: Option<Key>,
    ) -> Result<Option<Content>, Error> {
        if key.is_some_and(|it| it.user_id != *user) {
            // As a new link would do, so that the old one does not tell whether the address is taken.
            self.codes.retire_address_change(user).await?;
            return Ok(Some(Content::AddressTaken));
        }
        let ways = self.issue(row, user, true).await?;
        Ok(Some(Content::Address { ways, old: row.other.clone() }))
    }

    /// The notice of a change to the old address. If another account has proven it by now, there is nothing to undo.
    async fn about_change(
        &self,
        row: &OutboxRow,
        user: &UserId,
        key: Option<Key>,
    ) -> Result<Option<Content>, Error> {
        let is_other = self.is_proven_by_another(user, key.as_ref()).await?;
        if is_other {
            return Ok(None);
        }
        let undo = self.issue(row, user, false).await?.link;
        Ok(Some(Content::AddressChanged { new: row.other.clone(), undo }))
    }

    /// The notice to an address about its account. An address that was removed has no link, and one that is the user's again is
    /// told of nothing.
    async fn about_event(
        &self,
        record: &Record<OutboxRow>,
        user: &UserId,
        key: Option<Key>,
    ) -> Result<Option<Content>, Error> {
        let Some(notice) = record.value.notice else { return Ok(None) };
        let own = key.filter(|it| it.user_id == *user);
        let report = match (notice, own) {
            (Notice::AddressRemoved, None) => None,
            (Notice::AddressRemoved, Some(_)) | (_, None) => return Ok(None),
            (_, Some(key)) if self.addresses.verified_at(&key).await?.is_none() => return Ok(None),
            (_, Some(_)) => {
                let row = OutboxRow { other: Some(name_of(&record.id)), ..record.value.clone() };
                Some(self.issue(&row, user, false).await?.link)
            }
        };
        Ok(Some(Content::Notice { notice, provider: record.value.other.clone(), report }))
    }

    /// Returns true if this key of an address is another user's, who has proven the mailbox.
    pub(crate) async fn is_proven_by_another(&self, user: &UserId, key: Option<&Key>) -> Result<bool, Error> {
        match key.filter(|it| it.user_id != *user) {
            Some(key) => Ok(self.addresses.verified_at(key).await?.is_some()),
            None => Ok(false),
        }
    }

    async fn issue(&self, row: &OutboxRow, user: &UserId, trusted: bool) -> Result<Ways, Error> {
        let new = NewCode {
            purpose: row.kind,
            user: user.clone(),
            address: row.address.clone(),
            other: row.other.clone(),
            browser: row.browser.clone(),
            trusted,
            known: trusted || row.known,
            asked: row.asked,
        };
        let page = format!("{}{}", self.services.origin(), self.pages.path(row.kind));
        let (link, code) = self.codes.issue(new, &page).await?;
        Ok(Ways { link, code })
    }

    /// Returns true if the user of this key has proven the mailbox of another address.
    pub(crate) async fn has_other_address(&self, key: &Key) -> Result<bool, Error> {
        let keys = self.auth.user_keys(&key.user_id).await?;
        self.addresses.has_other(&keys, &key.id).await
    }
}
