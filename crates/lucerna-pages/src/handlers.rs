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
use lucerna_core::Attributes;

/// Calls the handler of a route.
pub(crate) async fn handle<U: Attributes, S: Attributes + Default>(
    action: RouteAction,
    visit: &mut Visit<'_, U, S>,
) -> Handled {
    match action {
        RouteAction::Profile => profile::show(visit).await,
        RouteAction::SignUpForm => sign_up::form(visit).await,
        RouteAction::SignUp => sign_up::submit(visit).await,
        RouteAction::SignInForm => sign_in::form(visit).await,
        RouteAction::SignIn => sign_in::submit(visit).await,
        RouteAction::SignOut => sign_out::submit(visit).await,
        RouteAction::ConfirmForm => confirm::form(visit).await,
        RouteAction::Confirm => confirm::submit(visit).await,
        RouteAction::PasswordForm => password::form(visit).await,
        RouteAction::ChangePassword => password::submit(visit).await,
        RouteAction::Devices => devices::list(visit).await,
        RouteAction::EndDevice => devices::end(visit).await,
        RouteAction::EndOtherDevices => devices::end_others(visit).await,
        RouteAction::Data => data::show(visit).await,
        RouteAction::Download => data::download(visit).await,
        RouteAction::DeleteForm => delete::form(visit).await,
        RouteAction::Delete => delete::submit(visit).await,
        RouteAction::Activity => activity::list(visit).await,
        RouteAction::ForgotForm => mail_ask::form(visit, &mail_ask::FORGOT).await,
        RouteAction::Forgot => mail_ask::submit(visit, &mail_ask::FORGOT).await,
        RouteAction::MailSignInForm => mail_ask::form(visit, &mail_ask::SIGN_IN).await,
        RouteAction::MailSignIn => mail_ask::submit(visit, &mail_ask::SIGN_IN).await,
        RouteAction::ResetForm => link_page::form(visit, &link_page::RESET).await,
        RouteAction::Reset => mail_redeem::reset(visit).await,
        RouteAction::LinkForm => link_page::form(visit, &link_page::SIGN_IN).await,
        RouteAction::Link => mail_redeem::sign_in(visit).await,
        RouteAction::VerifyForm => link_page::form(visit, &link_page::VERIFY).await,
        RouteAction::Verify => mail_redeem::verify(visit).await,
        RouteAction::Addresses => addresses::list(visit).await,
        RouteAction::AddAddress => addresses::add(visit).await,
        RouteAction::RemoveAddress => addresses::remove(visit).await,
        RouteAction::ConfirmAddressForm => addresses::confirm_form(visit).await,
        RouteAction::ConfirmAddress => addresses::confirm(visit).await,
        RouteAction::UndoForm => link_page::form(visit, &link_page::UNDO).await,
        RouteAction::Undo => mail_redeem::undo(visit).await,
        RouteAction::ReportForm => link_page::form(visit, &link_page::REPORT).await,
        RouteAction::Report => mail_redeem::report(visit).await,
        RouteAction::WellKnownPassword => Ok(files::change_password(visit)),
        RouteAction::OpenApi => Ok(files::open_api(visit)),
        RouteAction::Style => Ok(files::style(visit)),
        RouteAction::Script => Ok(files::script(visit)),
        RouteAction::Logo => Ok(files::logo(visit)),
    }
}
