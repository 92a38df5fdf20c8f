//! The handlers of routes.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RouteAction {
    Profile,
    SignUpForm,
    SignUp,
    SignInForm,
    SignIn,
    SignOut,
    ConfirmForm,
    Confirm,
    PasswordForm,
    ChangePassword,
    Devices,
    EndDevice,
    EndOtherDevices,
    Data,
    Download,
    DeleteForm,
    Delete,
    Activity,
    ForgotForm,
    Forgot,
    ResetForm,
    Reset,
    MailSignInForm,
    MailSignIn,
    LinkForm,
    Link,
    VerifyForm,
    Verify,
    Addresses,
    AddAddress,
    RemoveAddress,
    ConfirmAddressForm,
    ConfirmAddress,
    UndoForm,
    Undo,
    ReportForm,
    Report,
    WellKnownPassword,
    OpenApi,
    Style,
    Script,
    Logo,
}

impl RouteAction {
    /// Returns true for a page that only reads its session. Such a page needs neither the proof of an origin nor the caller's
    /// address, and takes half the time.
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Self::Profile | Self::Data)
    }
}
