//! Pages of the application in the looks of the account pages.

use crate::answer::PageAnswer;
use crate::audience::Audience;
use crate::fields::FormFields;
use crate::handlers;
use crate::pages::Pages;
use crate::visit::Visit;
use bytes::Bytes;
use http::Response;
use http::request::Parts;
use lucerna_core::{Attributes, User};
use lucerna_web::AuthError;
use serde_json::{Map, Value};

impl<U: Attributes, S: Attributes + Default> Pages<U, S> {
    /// Renders a page of your own: a template of [`PagesBuilder::page`](crate::PagesBuilder::page), with the layout, the language
    /// and the headers of the account pages. With a user, the page has the menu and the block `account`, and `section` is the
    /// template's name without `.html`. Without one, it has the block `main`. The members of `values`, an object, are
    /// variables of the template. A program that asks for JSON gets the variables.
    ///
    /// ```
    /// # use bytes::Bytes;
    /// # use http::request::Parts;
    /// # use lucerna_core::{Attributes, User};
    /// # use lucerna_pages::Pages;
    /// # use lucerna_web::AuthError;
    /// use http::Response;
    /// use serde_json::json;
    ///
    /// async fn notes<U: Attributes>(pages: &Pages<U>, request: &Parts, user: &User<U>) -> Result<Response<Bytes>, AuthError> {
    ///     pages.render(request, Some(user), "notes.html", json!({ "notes": ["Buy milk"] })).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`AuthError`] if the store failed, or if no such page was added.
    pub async fn render(
        &self,
        request: &Parts,
        user: Option<&User<U>>,
        page: &str,
        values: Value,
    ) -> Result<Response<Bytes>, AuthError> {
        let asked = self.audience(request);
        let found = self.0.own_pages.iter().find(|it| **it == page).and_then(|it| it.strip_suffix(".html"));
        let missing = || AuthError::misconfigured("add the template of the page with PagesBuilder::page");
        let template = found.ok_or_else(missing)?;
        let mut data = match values {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        if let Some(user) = user {
            let visit = Visit::of_program(&self.0, &asked, request.clone(), FormFields::default());
            data.insert("user".to_owned(), handlers::user_json(&visit, user).await?);
            data.insert("section".to_owned(), template.into());
        }
        Ok(self.written(Ok(PageAnswer::page(template, data.into())), &asked, None))
    }

    /// Returns the tag of the language in which the pages answer a request, such as `de`.
    ///
    /// ```
    /// # use lucerna_core::Attributes;
    /// # use lucerna_pages::Pages;
    /// fn greeting<U: Attributes>(pages: &Pages<U>, request: &http::request::Parts) -> &'static str {
    ///     if pages.language_of(request) == "de" { "Hallo" } else { "Hello" }
    /// }
    /// ```
    #[must_use]
    pub fn language_of(&self, request: &Parts) -> String {
        self.audience(request).reader.tag().to_owned()
    }

    pub(crate) fn audience(&self, request: &Parts) -> Audience {
        let language = self.0.language.as_ref().and_then(|it| it(request));
        Audience::of(request, &self.0.texts, language.as_deref())
    }
}
