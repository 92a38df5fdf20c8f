//! The builder of the pages.

use crate::asked_addresses::AskedAddresses;
use crate::assets::Assets;
use crate::deletions::Deletions;
use crate::devices::Devices;
use crate::form_id::SignUpForms;
use crate::inner::{ChooseLanguage, ExportData, Inner, MakeAttributes};
use crate::openapi;
use crate::own_fields::OwnFields;
use crate::pages::Pages;
use crate::pages_error::PagesError;
use crate::prepared::PreparedPages;
use crate::route::{Feature, Route};
use crate::sign_up_names::SignUpNames;
use crate::templates::{OwnLooks, Templates};
use crate::texts::Texts;
use crate::unproven_sign_ups::UnprovenSignUps;
use http::request::Parts;
use lucerna_audit::Audit;
use lucerna_core::{Attributes, Auth, Error, UserId};
use lucerna_mail::{Mail, MailPages};
use lucerna_web::SecurityHeaders;
use std::fmt;
use std::future::Future;
use std::ops::RangeInclusive;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A builder of [`Pages`]. Each method replaces a default.
///
/// ```
/// # use lucerna_core::{Attributes, Auth};
/// # use lucerna_pages::{NewAccount, Pages, PagesError};
/// # use lucerna_web::Problem;
/// # use std::time::Duration;
/// # fn example<U: Attributes>(auth: &Auth<U>, profile: fn(&NewAccount<'_>) -> Result<U, Problem>) -> Result<Pages<U>, PagesError> {
/// let pages = Pages::builder(auth, profile)
///     .name("My Shop")
///     .style(":root { --accent: #0f766e; --radius: 4px }")
///     .languages(["en", "de"])
///     .text("en", "sign-in-lead = Welcome back to the shop.")
///     .deletion_after(Duration::from_secs(30 * 24 * 60 * 60))
///     .build()?;
/// # Ok(pages)
/// # }
/// ```
#[must_use = "nothing is built until `build`"]
pub struct PagesBuilder<U, S = ()> {
    auth: Auth<U, S>,
    new_account: Box<MakeAttributes<U>>,
    export: Option<Box<ExportData>>,
    language: Option<Box<ChooseLanguage>>,
    mail: Option<Mail<U, S>>,
    audit: Option<Audit>,
    names: SignUpNames,
    own_fields: OwnFields,
    name: String,
    base: String,
    username: RangeInclusive<usize>,
    grace: Duration,
    style: String,
    logo: Option<String>,
    templates: Vec<(String, String)>,
    own_pages: Vec<&'static str>,
    texts: Vec<(String, String)>,
    languages: Option<Vec<String>>,
}

impl<U: Attributes, S: Attributes + Default> PagesBuilder<U, S> {
    pub(crate) fn new(auth: &Auth<U, S>, new_account: Box<MakeAttributes<U>>) -> Self {
        Self {
            auth: auth.clone(),
            new_account,
            export: None,
            language: None,
            mail: None,
            audit: None,
            names: SignUpNames::default(),
            own_fields: OwnFields::default(),
            name: auth.services().origin().host().to_owned(),
            base: String::new(),
            username: 4..=31,
            grace: 7 * DAY,
            style: String::new(),
            logo: None,
            templates: Vec::new(),
            own_pages: Vec::new(),
            texts: Vec::new(),
            languages: None,
        }
    }

    /// Sets the name of the product, which every page shows. Default: the host of the origin.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the path below which browsers find the pages, such as `/notes`. Default: none.
    pub fn base_path(mut self, path: impl Into<String>) -> Self {
        self.base = path.into().trim_end_matches('/').to_owned();
        self
    }

    /// Sets the number of characters that a new username has. Default: 4 to 31.
    pub fn username_length(mut self, characters: RangeInclusive<usize>) -> Self {
        self.username = characters;
        self
    }

    /// Sets the time in which a user can undo the deletion of the account, by signing in. With zero, the account is deleted at
    /// once. Default: seven days.
    pub fn deletion_after(mut self, time: Duration) -> Self {
        self.grace = time;
        self
    }

    /// Adds the pages that need mail: a forgotten password, signing in by link or code, and addresses. Spawn
    /// [`Mail::deliver`], which sends the messages. Default: none of these pages.
    ///
    /// The links of messages have to lead to the pages, which they do by default. With a base path, pass
    /// [`MailPages::below`] to `MailBuilder::pages`, or `build` fails.
    pub fn mail(mut self, mail: Mail<U, S>) -> Self {
        self.mail = Some(mail);
        self
    }

    /// Adds the page "recent activity". Run the [`Audit`] as a task. Default: no such page.
    pub fn activity(mut self, audit: Audit) -> Self {
        self.audit = Some(audit);
        self
    }

    /// Sets the names that visitors sign up with. Default: [`SignUpNames::Username`].
    pub fn names(mut self, names: SignUpNames) -> Self {
        self.names = names;
        self
    }

    /// Adds a field to the sign-up, which [`NewAccount::field`](crate::NewAccount::field) returns. The value that a visitor typed is
    /// `values.city` in the template `sign_up.html`, also after a refusal. The field is in the OpenAPI document. A [`Problem`] whose
    /// code begins with the name, such as `city_too_long`, is shown at the field. Default: none.
    ///
    /// ```
    /// # use lucerna_core::Attributes;
    /// # use lucerna_pages::PagesBuilder;
    /// const SIGN_UP: &str = r#"{% extends "lucerna/sign_up.html" %}
    /// {% block fields %}{{ super() }}
    /// {% with name="city", label=t("city"), value=values.city, autocomplete="address-level2", optional=true, focus=errors.city %}
    /// {% include "field.html" %}{% endwith %}{% endblock %}"#;
    ///
    /// # fn example<U: Attributes>(builder: PagesBuilder<U>) -> PagesBuilder<U> {
    /// builder.field("city").text("en", "city = City (optional)").template("sign_up.html", SIGN_UP)
    /// # }
    /// ```
    ///
    /// [`Problem`]: lucerna_web::Problem
    pub fn field(mut self, name: &'static str) -> Self {
        self.own_fields.add(name);
        self
    }

    /// Adds the application's own data of a user to the download. Default: none.
    ///
    /// ```
    /// # use lucerna_core::{Attributes, UserId};
    /// # use lucerna_pages::PagesBuilder;
    /// # async fn notes_of(_: &UserId) -> Vec<String> { Vec::new() }
    /// # fn example<U: Attributes>(builder: PagesBuilder<U>) -> PagesBuilder<U> {
    /// builder.export(async |user| Ok(serde_json::json!({ "notes": notes_of(&user).await })))
    /// # }
    /// ```
    pub fn export<F>(mut self, data: impl Fn(UserId) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<serde_json::Value, Error>> + Send + 'static,
    {
        self.export = Some(Box::new(move |user| Box::pin(data(user))));
        self
    }

    /// Adds a style after that of the pages, to set the variables for colours, radius and font.
    pub fn style(mut self, css: &str) -> Self {
        self.style.push_str(css);
        self
    }

    /// Sets the logo, as the text of an SVG file.
    pub fn logo(mut self, svg: impl Into<String>) -> Self {
        self.logo = Some(svg.into());
        self
    }

    /// Replaces a template, such as `sign_in.html`, or adds a part that another template includes. A template can extend the one
    /// that it replaces:
    ///
    /// ```
    /// # use lucerna_core::Attributes;
    /// # use lucerna_pages::PagesBuilder;
    /// # fn example<U: Attributes>(builder: PagesBuilder<U>) -> PagesBuilder<U> {
    /// builder.template("layout.html", r#"{% extends "lucerna/layout.html" %}{% block footer %}<a href="/imprint">Imprint</a>{% endblock %}"#)
    /// # }
    /// ```
    pub fn template(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.templates.push((name.into(), text.into()));
        self
    }

    /// Adds the template of a page of your own, which [`Pages::render`] shows. Its blocks are those of `layout.html`.
    ///
    /// ```
    /// # use lucerna_core::Attributes;
    /// # use lucerna_pages::PagesBuilder;
    /// const NOTES: &str = r#"{% extends "layout.html" %}
    /// {% block title %}{{ t("notes") }}{% endblock %}
    /// {% block account %}<h1>{{ t("notes") }}</h1>{% for it in notes %}<p>{{ it }}</p>{% endfor %}{% endblock %}"#;
    ///
    /// # fn example<U: Attributes>(builder: PagesBuilder<U>) -> PagesBuilder<U> {
    /// builder.page("notes.html", NOTES).text("en", "notes = Notes").text("de", "notes = Notizen")
    /// # }
    /// ```
    pub fn page(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.own_pages.push(name);
        self.template(name, text)
    }

    /// Replaces texts of a language or adds a language, in [Fluent's syntax](https://projectfluent.org). What a language lacks is
    /// shown in English.
    pub fn text(mut self, language: impl Into<String>, fluent: impl Into<String>) -> Self {
        self.texts.push((language.into(), fluent.into()));
        self
    }

    /// Sets the languages to choose from, with the default first. Default: all that have texts, with English first.
    pub fn languages<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.languages = Some(tags.into_iter().map(Into::into).collect());
        self
    }

    /// Lets the application choose the language of a request. `None` leaves it to the browser's `Accept-Language`.
    pub fn choose_language(
        mut self,
        choose: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.language = Some(Box::new(choose));
        self
    }

    /// Builds the pages.
    ///
    /// # Errors
    /// [`PagesError`], which says what to change.
    pub fn build(self) -> Result<Pages<U, S>, PagesError> {
        self.check_paths()?;
        if let Some(name) = self.own_fields.find_invalid() {
            return Err(PagesError::Field(name));
        }
        if self.logo.as_ref().is_some_and(|it| !is_svg(it)) {
            return Err(PagesError::Logo);
        }
        let languages = self.languages.as_deref();
        OwnLooks::new(&self.templates, &self.own_pages, &self.texts, languages).check()?;
        if self.names != SignUpNames::Username && self.mail.is_none() {
            return Err(PagesError::Mail);
        }
        let services = self.auth.services();
        let assets = Assets::new(&self.style, self.logo);
        let (has_mail, has_activity) = (self.mail.is_some(), self.audit.is_some());
        let has = |route: &Route| match route.feature {
            Feature::Always => true,
            Feature::Mail => has_mail,
            Feature::Activity => has_activity,
        };
        let cookie = self.auth.cookie_policy().name();
        let described = openapi::Described {
            name: &self.name,
            base: &self.base,
            cookie,
            names: self.names,
            own_fields: &self.own_fields,
        };
        let open_api = openapi::document(&described, has).into();
        let texts = Texts::read(&self.texts, self.languages.as_deref()).map_err(PagesError::Texts)?;
        Ok(Pages::of(Inner {
            asked: AskedAddresses::new(&self.auth)?,
            mail: self.mail,
            audit: self.audit,
            names: self.names,
            own_fields: self.own_fields,
            own_pages: self.own_pages,
            devices: Devices::new(&self.auth)?,
            deletions: Deletions::new(&self.auth)?,
            unproven: UnprovenSignUps::new(&self.auth)?,
            forms: SignUpForms::new(&self.auth)?,
            templates: Templates::parse(self.templates).map_err(PagesError::Template)?,
            prepared: PreparedPages::new(texts.count()),
            texts,
            open_api,
            headers: SecurityHeaders::new(services.origin()),
            assets,
            auth: self.auth,
            name: self.name,
            base: self.base,
            new_account: self.new_account,
            export: self.export,
            language: self.language,
            username: self.username,
            grace: self.grace,
            last_sweep: AtomicI64::new(i64::MIN),
        }))
    }

    /// Checks that the base path is a path, and that redirects of the `Auth` and links of letters lead to pages below it.
    fn check_paths(&self) -> Result<(), PagesError> {
        let is_plain =
            |it: &str| it.is_empty() || lucerna_web::ReturnPath::parse(it).is_some() && !it.contains('?');
        if !is_plain(&self.base) {
            return Err(PagesError::BasePath);
        }
        for (path, own, method) in [
            (self.auth.sign_in_path(), "/login", "sign_in_path"),
            (self.auth.verify_path(), "/login/verify", "verify_path"),
        ] {
            let expected = format!("{}{own}", self.base);
            if path != expected {
                return Err(PagesError::Path { method, expected });
            }
        }
        self.mail.as_ref().map_or(Ok(()), |mail| self.check_links(mail.pages()))
    }

    /// Checks that the links of letters lead to pages below the base path.
    fn check_links(&self, links: &MailPages) -> Result<(), PagesError> {
        let expected = MailPages::below(&self.base);
        if *links == expected { Ok(()) } else { Err(PagesError::Links { base: self.base.clone() }) }
    }
}

fn is_svg(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<') && text.contains("<svg")
}

impl<U, S> fmt::Debug for PagesBuilder<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagesBuilder").field("name", &self.name).finish_non_exhaustive()
    }
}
