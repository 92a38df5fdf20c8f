//! The ids of sign-up forms, so that a form that is sent twice creates one account.

use lucerna_core::{
    Attributes, Auth, Error, MissingTable, RandomError, Record, RecordError, RecordTable, Records,
    SecretHash, Table, UserId,
};
use lucerna_derive::Attributes;
use std::time::Duration;

/// The number of digits of an account's id: 96 random bits.
const DIGITS: usize = 24;

/// The life of a row. A form is sent twice within minutes.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The account of a form. The row's id is the hash of the form's secret. The account's id is not made of it: a form that is sent after the
/// deletion of its account would otherwise create another account with the same id.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct SignUpFormRow {
    account: String,
    is_created: bool,
}

const FORMS: Table<SignUpFormRow> = Table::passing("lucerna_pages_sign_up");

pub(crate) fn table() -> RecordTable {
    FORMS.declare()
}

/// Returns the id of a new account.
pub(crate) fn new_user_id<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<UserId, RandomError> {
    let (_, hash) = auth.services().new_secret()?;
    Ok(hash.as_str().get(..DIGITS).unwrap_or_default().into())
}

/// Returns the value of a new form's hidden field.
pub(crate) fn new_form_id<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<String, RandomError> {
    let (secret, _) = auth.services().new_secret()?;
    Ok(secret.expose().to_owned())
}

/// The rows of forms.
pub(crate) struct SignUpForms(Records<SignUpFormRow>);

impl SignUpForms {
    pub(crate) fn new<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<Self, MissingTable> {
        Ok(Self(auth.services().records(FORMS)?))
    }

    /// Returns the id of the account that a form creates: the same for every request with the form, until it is created. Returns
    /// `None` after that.
    pub(crate) async fn begin<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        form: &SecretHash,
    ) -> Result<Option<UserId>, Error> {
        let user = new_user_id(auth)?;
        let row = SignUpFormRow { account: user.to_string(), is_created: false };
        match self.0.insert(Record::new(form.as_str(), row).until(auth.now().after(LIFE))).await {
            Err(RecordError::Taken(_)) => {}
            inserted => return Ok(inserted.map(|()| Some(user))?),
        }
        let row = self.0.find(form.as_str()).await?;
        Ok(row.filter(|it| !it.value.is_created).map(|it| it.value.account.as_str().into()))
    }

    /// Writes that the account of a form was created, so that its id is never used again.
    pub(crate) async fn created(&self, form: &SecretHash) -> Result<(), Error> {
        if let Some(row) = self.0.find(form.as_str()).await? {
            self.0.update(&row, |it| it.is_created = true).await?;
        }
        Ok(())
    }

    /// Returns the account of a form.
    pub(crate) async fn account(&self, form: &SecretHash) -> Result<Option<UserId>, Error> {
        let row = self.0.find(form.as_str()).await?;
        Ok(row.map(|it| it.value.account.as_str().into()))
    }
}
