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

use crate::route::Action;
use crate::stop::Handled;
use crate::visit::Visit;
use lucerna_core::Attributes;

/// Calls the handler of a route.
pub(crate) async fn handle<U: Attributes, S: Attributes + Default>(
    action: Action,
    visit: &mut Visit<'_, U, S>,
) -> Handled {
    match action {
        Action::Profile => profile::show(visit).await,
        Action::SignUpForm => sign_up::form(visit).await,
        Action::SignUp => sign_up::submit(visit).await,
        Action::SignInForm => sign_in::form(visit).await,
        Action::SignIn => sign_in::submit(visit).await,
        Action::SignOut => sign_out::submit(visit).await,
        Action::ConfirmForm => confirm::form(visit).await,
        Action::Confirm => confirm::submit(visit).await,
        Action::PasswordForm => password::form(visit).await,
        Action::ChangePassword => password::submit(visit).await,
        Action::Devices => devices::list(visit).await,
        Action::EndDevice => devices::end(visit).await,
        Action::EndOtherDevices => devices::end_others(visit).await,
        Action::Data => data::show(visit).await,
        Action::Download => data::download(visit).await,
        Action::DeleteForm => delete::form(visit).await,
        Action::Delete => delete::submit(visit).await,
        Action::WellKnownPassword => Ok(files::change_password(visit)),
        Action::OpenApi => Ok(files::open_api(visit)),
        Action::Style => Ok(files::style(visit)),
        Action::Script => Ok(files::script()),
        Action::Logo => Ok(files::logo(visit)),
    }
}
