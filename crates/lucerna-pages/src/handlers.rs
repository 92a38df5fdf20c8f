//! The handlers of the routes.

mod activity;
mod addresses;
mod confirm;
mod data;
mod delete;
mod devices;
mod files;
mod form_data;
mod link_page;
mod mail_ask;
mod mail_redeem;
mod names;
mod password;
mod profile;
mod sign_in;
mod sign_out;
mod sign_up;
mod sign_up_mail;
mod started;

pub(crate) use names::user_json;

use crate::route::RouteAction;
use crate::stop::Handled;
use crate::visit::Visit;
use futures_util::future::BoxFuture;
use lucerna_core::Attributes;
use std::future::ready;

/// Calls the handler of a route that only reads its session. Its future is small, and needs no box.
pub(crate) async fn read<U: Attributes, S: Attributes + Default>(
    action: RouteAction,
    visit: &mut Visit<'_, U, S>,
) -> Handled {
    match action {
        RouteAction::Data => data::show(visit).await,
        RouteAction::Profile => profile::show(visit).await,
        other => handle(other, visit).await,
    }
}

/// Calls the handler of a route.
///
/// Each future has its own size in a box. One future for all would have the size of the largest, and be moved with each request.
pub(crate) fn handle<'v, U: Attributes, S: Attributes + Default>(
    action: RouteAction,
    visit: &'v mut Visit<'_, U, S>,
) -> BoxFuture<'v, Handled> {
    match action {
        RouteAction::Profile => Box::pin(profile::show(visit)),
        RouteAction::SignUpForm => Box::pin(sign_up::form(visit)),
        RouteAction::SignUp => Box::pin(sign_up::submit(visit)),
        RouteAction::SignInForm => Box::pin(sign_in::form(visit)),
        RouteAction::SignIn => Box::pin(sign_in::submit(visit)),
        RouteAction::SignOut => Box::pin(sign_out::submit(visit)),
        RouteAction::ConfirmForm => Box::pin(confirm::form(visit)),
        RouteAction::Confirm => Box::pin(confirm::submit(visit)),
        RouteAction::PasswordForm => Box::pin(password::form(visit)),
        RouteAction::ChangePassword => Box::pin(password::submit(visit)),
        RouteAction::Devices => Box::pin(devices::list(visit)),
        RouteAction::EndDevice => Box::pin(devices::end(visit)),
        RouteAction::EndOtherDevices => Box::pin(devices::end_others(visit)),
        RouteAction::Data => Box::pin(data::show(visit)),
        RouteAction::Download => Box::pin(data::download(visit)),
        RouteAction::DeleteForm => Box::pin(delete::form(visit)),
        RouteAction::Delete => Box::pin(delete::submit(visit)),
        RouteAction::Activity => Box::pin(activity::list(visit)),
        RouteAction::ForgotForm => Box::pin(mail_ask::form(visit, &mail_ask::FORGOT)),
        RouteAction::Forgot => Box::pin(mail_ask::submit(visit, &mail_ask::FORGOT)),
        RouteAction::MailSignInForm => Box::pin(mail_ask::form(visit, &mail_ask::SIGN_IN)),
        RouteAction::MailSignIn => Box::pin(mail_ask::submit(visit, &mail_ask::SIGN_IN)),
        RouteAction::ResetForm => Box::pin(link_page::form(visit, &link_page::RESET)),
        RouteAction::Reset => Box::pin(mail_redeem::reset(visit)),
        RouteAction::LinkForm => Box::pin(link_page::form(visit, &link_page::SIGN_IN)),
        RouteAction::Link => Box::pin(mail_redeem::sign_in(visit)),
        RouteAction::VerifyForm => Box::pin(link_page::form(visit, &link_page::VERIFY)),
        RouteAction::Verify => Box::pin(mail_redeem::verify(visit)),
        RouteAction::Addresses => Box::pin(addresses::list(visit)),
        RouteAction::AddAddress => Box::pin(addresses::add(visit)),
        RouteAction::RemoveAddress => Box::pin(addresses::remove(visit)),
        RouteAction::ConfirmAddressForm => Box::pin(addresses::confirm_form(visit)),
        RouteAction::ConfirmAddress => Box::pin(addresses::confirm(visit)),
        RouteAction::UndoForm => Box::pin(link_page::form(visit, &link_page::UNDO)),
        RouteAction::Undo => Box::pin(mail_redeem::undo(visit)),
        RouteAction::ReportForm => Box::pin(link_page::form(visit, &link_page::REPORT)),
        RouteAction::Report => Box::pin(mail_redeem::report(visit)),
        RouteAction::WellKnownPassword => Box::pin(ready(Ok(files::change_password(visit)))),
        RouteAction::OpenApi => Box::pin(ready(Ok(files::open_api(visit)))),
        RouteAction::Style => Box::pin(ready(Ok(files::style(visit)))),
        RouteAction::Script => Box::pin(ready(Ok(files::script(visit)))),
        RouteAction::Logo => Box::pin(ready(Ok(files::logo(visit)))),
    }
}
