//! The profile page.

use super::names::shown_user;
use crate::answer::PageAnswer;
use crate::stop::Handled;
use crate::visit::Visit;
use lucerna_core::Attributes;

pub(super) async fn show<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    Ok(PageAnswer::user_page("profile", shown_user(visit, &session.user).await?))
}
