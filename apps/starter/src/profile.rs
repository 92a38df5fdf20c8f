//! The attributes of users, and the tables of the program.

use lucerna::extend::Services;
use lucerna::pages::{self, NewAccount, SignUpNames};
use lucerna::web::{AuthError, Problem};
use lucerna::{Attributes, Auth, Column, ColumnError, Error, KeyId, Row, Schema};

/// The beginning of the column of a user who signed up with an address alone. The column is unique and never empty.
const WITHOUT_NAME: &str = "email:";

/// The attributes of every user: each field is a column of the table `user`.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// The name as the user typed it, from which the key for signing in is derived. For a user with an address alone, it is
    /// [`WITHOUT_NAME`] and random digits.
    username: String,
}

impl Attributes for Profile {
    fn columns() -> Vec<Column> {
        vec![Column::of::<String>("username").unique()]
    }

    fn to_row(&self) -> Row {
        Row::new().with("username", &self.username)
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self { username: row.take("username")? })
    }

    fn login(&self) -> Option<KeyId> {
        let is_name = !self.username.starts_with(WITHOUT_NAME);
        is_name.then(|| KeyId::username(&self.username))
    }
}

impl Profile {
    /// Returns all tables: those of users, and those of the account pages.
    pub(crate) fn schema() -> Result<Schema, lucerna::SchemaError> {
        Schema::of::<Self>()?.with(pages::tables())
    }

    /// Returns the function that makes the attributes of a new user.
    pub(crate) fn maker(
        auth: &Auth<Self>,
        names: SignUpNames,
    ) -> impl Fn(&NewAccount<'_>) -> Result<Self, Problem> + use<> {
        let services = auth.services();
        move |new| match names {
            SignUpNames::Email => without_name(&services),
            _ => Ok(Self { username: new.username().to_owned() }),
        }
    }
}

fn without_name(services: &Services) -> Result<Profile, Problem> {
    let mut bits = [0; 16];
    let filled = services.random().fill(&mut bits).map_err(Error::from);
    filled.map_err(|it| AuthError::from(it).problem().clone())?;
    Ok(Profile { username: format!("{WITHOUT_NAME}{:032x}", u128::from_ne_bytes(bits)) })
}
