//! The handlers of the routes.

mod confirm;
mod data;
mod delete;
mod devices;
mod files;
mod form_data;
mod names;
mod password;
mod profile;
mod sign_in;
mod sign_out;
mod sign_up;
mod started;

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
        RouteAction::WellKnownPassword => Ok(files::change_password(visit)),
        RouteAction::OpenApi => Ok(files::open_api(visit)),
        RouteAction::Style => Ok(files::style(visit)),
        RouteAction::Script => Ok(files::script()),
        RouteAction::Logo => Ok(files::logo(visit)),
    }
}
