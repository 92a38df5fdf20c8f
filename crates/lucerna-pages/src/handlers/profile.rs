//! The profile page.

use super::names::user_json;
use crate::answer::PageAnswer;
use crate::stop::Handled;
use crate::visit::Visit;
use lucerna_core::Attributes;
use serde_json::json;

pub(super) async fn show<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    let user = user_json(visit, &session.user).await?;
    Ok(PageAnswer::page("profile", json!({ "section": "profile", "user": user })))
}
