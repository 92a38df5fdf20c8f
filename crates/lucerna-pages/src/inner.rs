//! The parts of the pages, shared by all handles.

use crate::asked_addresses::AskedAddresses;
use crate::assets::Assets;
use crate::deletions::Deletions;
use crate::devices::Devices;
use crate::form_id::SignUpForms;
use crate::new_account::NewAccount;
use crate::own_fields::OwnFields;
use crate::prepared::PreparedPages;
use crate::refusal::Limits;
use crate::route::Feature;
use crate::sign_up_names::SignUpNames;
use crate::templates::Templates;
use crate::texts::Texts;
use crate::unproven_sign_ups::UnprovenSignUps;
use bytes::Bytes;
use http::request::Parts;
use lucerna_audit::Audit;
use lucerna_core::{Attributes, Auth, Error, Event, Outcome, Timestamp, UserId};
use lucerna_mail::Mail;
use lucerna_web::{AuthError, Problem, SecurityHeaders};
use std::future::Future;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// The interval between sweeps of due deletions, in milliseconds.
const SWEEP_MILLIS: u64 = 60 * 60 * 1000;

pub(crate) type MakeAttributes<U> = dyn Fn(&NewAccount<'_>) -> Result<U, Problem> + Send + Sync;
pub(crate) type ExportFuture = Pin<Box<dyn Future<Output = Result<serde_json::Value, Error>> + Send>>;
pub(crate) type ExportData = dyn Fn(UserId) -> ExportFuture + Send + Sync;
pub(crate) type ChooseLanguage = dyn Fn(&Parts) -> Option<String> + Send + Sync;

pub(crate) struct Inner<U, S> {
    pub(crate) auth: Auth<U, S>,
    pub(crate) name: String,
    /// The path below which browsers find the pages, without a slash at its end.
    pub(crate) base: String,
    pub(crate) new_account: Box<MakeAttributes<U>>,
    pub(crate) export: Option<Box<ExportData>>,
    pub(crate) language: Option<Box<ChooseLanguage>>,
    pub(crate) username: RangeInclusive<usize>,
    /// The time in which a deletion can be undone.
    pub(crate) grace: Duration,
    pub(crate) templates: Templates,
    pub(crate) texts: Texts,
    pub(crate) assets: Assets,
    pub(crate) open_api: Bytes,
    pub(crate) headers: SecurityHeaders,
    pub(crate) prepared: PreparedPages,
    pub(crate) mail: Option<Mail<U, S>>,
    pub(crate) audit: Option<Audit>,
    pub(crate) names: SignUpNames,
    pub(crate) own_fields: OwnFields,
    /// The names of the templates that are pages of the application.
    pub(crate) own_pages: Vec<&'static str>,
    pub(crate) asked: AskedAddresses,
    pub(crate) devices: Devices,
    pub(crate) deletions: Deletions,
    pub(crate) unproven: UnprovenSignUps,
    pub(crate) forms: SignUpForms,
    /// The time of the last sweep, in milliseconds since the epoch.
    pub(crate) last_sweep: AtomicI64,
}

impl<U: Attributes, S: Attributes> Inner<U, S> {
    /// Returns true if the application has this part of the pages.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Always => true,
            Feature::Mail => self.mail.is_some(),
            Feature::Activity => self.audit.is_some(),
        }
    }

    pub(crate) fn limits(&self) -> Limits<'_> {
        Limits {
            has_username: self.names.has_username(),
            passwords: self.auth.password_policy(),
            username: &self.username,
        }
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.auth.services().origin().is_secure()
    }

    /// Marks an account for deletion and ends its sessions. Returns the time from which it is deleted, or `None` if it was
    /// deleted at once.
    pub(crate) async fn delete(
        &self,
        auth: &Auth<U, S>,
        user: &UserId,
    ) -> Result<Option<Timestamp>, AuthError> {
        let emit = |name| auth.services().emit(Event::new(name, Outcome::Succeeded).user(user));
        if self.grace.is_zero() {
            if auth.delete_user(user).await? {
                emit("account.deleted");
            }
            return Ok(None);
        }
        let due = self.deletions.ask(user, auth.now(), self.grace).await?;
        auth.end_user_sessions(user, None).await?;
        emit("account.deletion_asked");
        Ok(Some(due))
    }

    /// Keeps an account that was marked for deletion, and returns true if it was.
    pub(crate) async fn keep(&self, auth: &Auth<U, S>, user: &UserId) -> Result<bool, Error> {
        let kept = self.deletions.cancel(user, auth.now()).await?;
        if kept {
            auth.services().emit(Event::new("account.kept", Outcome::Succeeded).user(user));
        }
        Ok(kept)
    }

    /// Deletes the accounts whose time has come, and those that were never proven. Returns their number.
    pub(crate) async fn sweep(&self) -> Result<u64, Error> {
        let due = self.deletions.sweep(&self.auth).await;
        let unproven = match &self.mail {
            Some(mail) => self.unproven.sweep(&self.auth, mail).await,
            None => Ok(0),
        };
        Ok(due? + unproven?)
    }

    /// Deletes the accounts whose time has come, at most once an hour. The request does not fail with it.
    pub(crate) async fn sweep_if_due(&self) {
        let (now, swept) = (self.auth.now().unix_millis(), &self.last_sweep);
        let last = swept.load(Ordering::Relaxed);
        // The absolute difference, so that a clock that once ran ahead does not delay the sweep.
        let is_due = now.abs_diff(last) >= SWEEP_MILLIS;
        if !is_due || swept.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        if let Err(error) = self.sweep().await {
            let event = Event::new("account.sweep_failed", Outcome::Failed);
            self.auth.services().emit(event.error(&error));
        }
    }
}
