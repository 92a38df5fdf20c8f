//! Writing answers and errors in the form and the language of their reader.

use crate::answer::{AnswerContent, PageAnswer, ShownUser, Written};
use crate::audience::Audience;
use crate::format::Format;
use crate::inner::Inner;
use crate::prepared::{PreparedPage, marked_user, unmarked_user};
use crate::problems;
use crate::refusal::{Refusal, describe, problem_json};
use crate::stop::{Handled, Stop};
use crate::templates::causes;
use fluent_bundle::FluentArgs;
use http::header::{ALLOW, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, RETRY_AFTER, VARY};
use http::{HeaderValue, StatusCode};
use lucerna_core::Attributes;
use lucerna_web::{AuthError, Caller, Problem, ReturnPath};
use minijinja::value::{Serde, Value};
use serde_json::{Map, json};

/// The code of a problem that needs a recent sign-in.
const NOT_RECENT: &str = "verification_not_recent";

/// The notices after a form, by the query of the page that shows them.
const NOTICES: [&str; 7] = ["address", "confirmed", "device", "devices", "password", "removed", "reported"];

/// Returns the notice that the query names.
pub(crate) fn notice(query: Option<&str>) -> Option<&'static str> {
    let name = query?.split('&').find_map(|it| it.strip_prefix("done="))?;
    NOTICES.into_iter().find(|it| *it == name)
}

impl<U: Attributes, S: Attributes> Inner<U, S> {
    /// Writes the result of a handler.
    pub(crate) fn write(&self, handled: Handled, asked: &Audience, notice: Option<&str>) -> Written {
        let answer = match handled {
            Ok(answer) => answer,
            Err(Stop::Answer(answer)) => *answer,
            Err(Stop::Error(error)) => return self.write_error(error, asked),
            Err(Stop::WrongMethod(allowed)) => {
                let mut written = self.write_error(problems::METHOD.into(), asked);
                written.headers.insert(ALLOW, allowed);
                return written;
            }
        };
        let PageAnswer { content, headers } = answer;
        let mut written = match content {
            AnswerContent::File { content_type, body } => Written::new(StatusCode::OK, content_type, body),
            AnswerContent::Page { data, .. } if asked.format == Format::Json => {
                Written::json(StatusCode::OK, &data)
            }
            AnswerContent::Page { template, data } => {
                self.page(StatusCode::OK, template, data, asked, notice)
            }
            AnswerContent::UserPage { template, user } if asked.format == Format::Json => {
                Written::json(StatusCode::OK, &user.page_data(template))
            }
            AnswerContent::UserPage { template, user } => self.user_page(template, &user, asked, notice),
            AnswerContent::Next { status, data, .. } if asked.format == Format::Json => {
                Written::json(status, &data)
            }
            AnswerContent::Next { path, .. } => redirect(&path),
            AnswerContent::Refused { template, data, refusal } => {
                self.refused(template, data, &refusal, asked)
            }
        };
        for (name, value) in &headers {
            written.headers.append(name, value.clone());
        }
        written
    }

    fn refused(
        &self,
        template: &'static str,
        data: serde_json::Value,
        refusal: &Refusal,
        asked: &Audience,
    ) -> Written {
        let (status, limits) = (refusal.status(), self.limits());
        let mut written = if asked.format == Format::Json {
            Written::problem(status, &refusal.for_program(&asked.reader, &limits))
        } else {
            let mut data = data;
            if let Some(members) = data.as_object_mut() {
                members.insert("errors".to_owned(), refusal.for_page(&asked.reader, &limits));
                members.insert("due".to_owned(), refusal.due.clone().into());
            }
            self.page(status, template, data, asked, None)
        };
        if let Some(seconds) = refusal.retry_after {
            written.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        written
    }

    /// Writes an error. Its headers are those of [`AuthError`]: they lead to the sign-in page, or say how long to wait.
    pub(crate) fn write_error(&self, error: AuthError, asked: &Audience) -> Written {
        let retry_after = error.retry_after_seconds();
        let response = error.to(asked.caller).into_http();
        let (parts, body) = response.into_parts();
        let problem = parts.extensions.get::<Problem>().cloned();
        // htmx shows no error pages unless it is told to. A script that accepts HTML, such as Turbo, shows every page.
        let is_page = asked.format == Format::Html && asked.caller != Caller::Htmx;
        let mut written = match problem {
            Some(_) if parts.status.is_redirection() => Written::html(parts.status, String::new()),
            Some(problem) if is_page => self.error_page(parts.status, &problem, asked, retry_after),
            Some(problem) if has_json(&parts.headers) => {
                self.problem_body(parts.status, &problem, &body, asked, retry_after)
            }
            Some(problem) => {
                let detail = self.describe(&problem, asked, retry_after);
                Written::new(parts.status, "text/plain; charset=utf-8", detail)
            }
            None => Written::html(parts.status, body),
        };
        for (name, value) in parts.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE) {
            written.headers.append(name, value.clone());
        }
        written
    }

    /// Returns the sentence about a problem. On this machine, a refused origin is explained to the developer, in English.
    fn describe(&self, problem: &Problem, asked: &Audience, retry_after: Option<u64>) -> String {
        match self.explains(problem) {
            true => problem.detail().to_owned(),
            false => describe(problem, &asked.reader, &FluentArgs::new(), retry_after),
        }
    }

    fn explains(&self, problem: &Problem) -> bool {
        problem.code() == "cross_origin" && self.auth.services().origin().is_loopback()
    }

    /// Returns the page that confirms the user, and leads back to the page of the form. A page of another site counts as none.
    fn confirm_path(&self, asked: &Audience) -> String {
        let origin = self.auth.services().origin().to_string();
        let form_page = asked.form_page.as_ref().and_then(|it| it.to_str().ok()?.strip_prefix(&origin));
        ReturnPath::from_field(form_page.unwrap_or_default()).added_to(self.auth.verify_path())
    }

    /// Returns the problem in the reader's language, with all members that it had.
    fn problem_body(
        &self,
        status: StatusCode,
        problem: &Problem,
        body: &str,
        asked: &Audience,
        retry_after: Option<u64>,
    ) -> Written {
        let detail = self.describe(problem, asked, retry_after);
        let mut data = problem_json(problem, &detail);
        let had: Map<_, _> = serde_json::from_str(body).unwrap_or_default();
        if let Some(members) = data.as_object_mut() {
            for (name, value) in had {
                members.entry(name).or_insert(value);
            }
        }
        Written::problem(status, &data)
    }

    fn error_page(
        &self,
        status: StatusCode,
        problem: &Problem,
        asked: &Audience,
        retry_after: Option<u64>,
    ) -> Written {
        let message = self.describe(problem, asked, retry_after);
        let title = asked.reader.find_error("error-title", problem.code(), &FluentArgs::new());
        let title = title.unwrap_or_else(|| problem.title().to_owned());
        let sign_in = (status == StatusCode::UNAUTHORIZED).then(|| self.auth.sign_in_path());
        let confirm = (problem.code() == NOT_RECENT).then(|| self.confirm_path(asked));
        let english = self.explains(problem);
        let data = json!({
            "title": title, "message": message, "sign_in": sign_in, "confirm": confirm, "english": english,
        });
        self.page(status, "error", data, asked, None)
    }

    /// Writes a page that shows only its user: the prepared one, if the application's own templates allow it.
    fn user_page(
        &self,
        template: &'static str,
        user: &ShownUser,
        asked: &Audience,
        notice: Option<&str>,
    ) -> Written {
        let prepare = || self.prepare(template, asked);
        let prepared =
            if notice.is_none() { self.prepared.get(template, asked.reader.index(), prepare) } else { None };
        let filled = prepared.and_then(|it| Some((it.fill(user)?, it.headers.clone())));
        let Some((page, headers)) = filled else {
            return self.page(StatusCode::OK, template, user.page_data(template), asked, notice);
        };
        Written { status: StatusCode::OK, body: page.into(), headers, is_complete: true }
    }

    fn prepare(&self, template: &'static str, asked: &Audience) -> Option<PreparedPage> {
        let rendered = |user: ShownUser| {
            let written = self.page(StatusCode::OK, template, user.page_data(template), asked, None);
            let page = String::from_utf8(written.body.into()).ok()?;
            (written.status == StatusCode::OK).then_some((page, written.headers))
        };
        if !self.templates.are_free_of_users() {
            return None;
        }
        let ((unmarked, _), (marked, mut headers)) = (rendered(unmarked_user())?, rendered(marked_user())?);
        self.headers.add_to(&mut headers);
        PreparedPage::of(&marked, &unmarked, headers)
    }

    /// Renders a page. If a template of the application's own fails, the page is plain and the log has the reason.
    fn page(
        &self,
        status: StatusCode,
        template: &str,
        data: serde_json::Value,
        asked: &Audience,
        notice: Option<&str>,
    ) -> Written {
        let (limits, version) = (self.limits(), self.assets.version());
        let mut data = data;
        if let Some(members) = data.as_object_mut() {
            // What a page may lack.
            for name in ["errors", "user", "section"] {
                members.entry(name).or_insert(serde_json::Value::Null);
            }
        }
        let own = minijinja::context! {
            app => minijinja::context! { name => self.name.as_str(), base => self.base.as_str(), version => version },
            paths => minijinja::context! { sign_in => self.auth.sign_in_path(), verify => self.auth.verify_path() },
            lang => asked.reader.tag(),
            dir => asked.reader.direction(),
            limits => minijinja::context! {
                password_min => limits.passwords.min,
                password_max => limits.passwords.max,
                username_min => limits.username.start(),
                username_max => limits.username.end(),
            },
            notice => notice,
            features => minijinja::context! {
                mail => self.mail.is_some(),
                activity => self.audit.is_some(),
                username => self.names.has_username(),
                email => self.names.has_email(),
                email_needed => self.names.needs_email(),
            },
        };
        let variables = minijinja::context! { ..Value::from(Serde(data)), ..own };
        let rendered = self.templates.render(template, variables, &asked.reader, self.auth.now());
        // The plain page of an error is in English.
        let tag = if rendered.is_ok() { asked.reader.tag() } else { "en" };
        let mut written = match rendered {
            Ok(page) => Written::html(status, page),
            Err(error) => {
                let error = causes(&error);
                tracing::error!(target: "lucerna", template, %error, "page.failed");
                let problem = problems::FAILED;
                Written::html(problem.status(), problem.content_for(Caller::Page).1)
            }
        };
        if let Ok(tag) = HeaderValue::from_str(tag) {
            written.headers.insert(CONTENT_LANGUAGE, tag);
        }
        written.headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language"));
        written
    }
}

fn has_json(headers: &http::HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|it| it.as_bytes() == b"application/problem+json")
}

fn redirect(path: &str) -> Written {
    let mut written = Written::html(StatusCode::SEE_OTHER, String::new());
    // A path has only characters of a header's value, so this never falls back.
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    written.headers.insert(LOCATION, location);
    written
}
