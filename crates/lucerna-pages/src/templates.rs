//! The templates of the pages, and those of the application in their place.

mod check;
mod tags;

pub(crate) use check::OwnLooks;

use crate::texts::TextReader;
use crate::times;
use fluent_bundle::{FluentArgs, FluentValue};
use lucerna_core::Timestamp;
use lucerna_web::ReturnPath;
use minijinja::value::{Kwargs, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, escape_formatter,
};
use std::error::Error as _;
use std::fmt::Write;

/// The built-in templates. An application's own template finds each under `lucerna/` as well, to extend it.
const BUILT_IN: [(&str, &str); 20] = [
    ("layout", include_str!("../templates/layout.html")),
    ("field", include_str!("../templates/field.html")),
    ("password_field", include_str!("../templates/password_field.html")),
    ("icon", include_str!("../templates/icon.html")),
    ("sign_up", include_str!("../templates/sign_up.html")),
    ("sign_in", include_str!("../templates/sign_in.html")),
    ("restore", include_str!("../templates/restore.html")),
    ("confirm", include_str!("../templates/confirm.html")),
    ("profile", include_str!("../templates/profile.html")),
    ("password", include_str!("../templates/password.html")),
    ("devices", include_str!("../templates/devices.html")),
    ("data", include_str!("../templates/data.html")),
    ("delete", include_str!("../templates/delete.html")),
    ("deleted", include_str!("../templates/deleted.html")),
    ("ask", include_str!("../templates/ask.html")),
    ("link", include_str!("../templates/link.html")),
    ("link_form", include_str!("../templates/link_form.html")),
    ("addresses", include_str!("../templates/addresses.html")),
    ("activity", include_str!("../templates/activity.html")),
    ("error", include_str!("../templates/error.html")),
];

/// The variables and functions that pages have, beside those that a built-in template names.
const FOR_EVERY_PAGE: [&str; 13] = [
    "app", "paths", "lang", "dir", "limits", "features", "user", "fields", "due", "super", "self", "loop",
    "caller",
];

/// The variables with the same values for every user, and the functions that depend on nothing else.
const CONSTANT: [&str; 11] =
    ["app", "paths", "lang", "dir", "limits", "features", "section", "errors", "notice", "t", "back_to"];

/// The statements that show text or leave it out. Others can change the text of a block, such as `filter`.
const PLAIN: [&str; 8] = ["extends", "block", "endblock", "include", "if", "elif", "else", "endif"];

pub(crate) struct Templates {
    environment: Environment<'static>,
    are_free_of_users: bool,
}

impl Templates {
    /// Parses the built-in templates and the application's own.
    ///
    /// # Errors
    /// A sentence about the first template that cannot be parsed.
    pub(crate) fn parse(own: Vec<(String, String)>) -> Result<Self, String> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(format_escaped);
        let built_in = BUILT_IN.into_iter().flat_map(|(name, text)| {
            [(format!("{name}.html"), text.to_owned()), (format!("lucerna/{name}.html"), text.to_owned())]
        });
        let are_free_of_users = own.iter().all(|(_, text)| is_free_of_users(&environment, text));
        for (name, text) in built_in.chain(own) {
            let shown = name.clone();
            environment.add_template_owned(name, text).map_err(|it| format!("{shown}: {it}"))?;
        }
        Ok(Self { environment, are_free_of_users })
    }

    /// Returns true if all templates of the application's own write the same for every user, and leave the text of the
    /// templates that they extend as it is. A page can then be rendered once and filled with each user.
    pub(crate) fn are_free_of_users(&self) -> bool {
        self.are_free_of_users
    }

    /// Renders a page with its variables, and with functions that write for this reader.
    ///
    /// # Errors
    /// [`Error`] if a template of the application's own fails.
    pub(crate) fn render(
        &self,
        name: &str,
        variables: Value,
        reader: &TextReader,
        now: Timestamp,
    ) -> Result<String, Error> {
        let (say, when, then, on) = (reader.clone(), reader.clone(), reader.clone(), reader.clone());
        let functions = minijinja::context! {
            t => Value::from_function(move |id: &str, args: Kwargs| message(&say, id, &args)),
            ago => Value::from_function(move |time: &str| times::ago(&when, time, now)),
            seen => Value::from_function(move |time: &str| times::seen(&then, time, now)),
            back_to => Value::from_function(|path: &str, next: Option<&str>| {
                next.map(ReturnPath::from_field).unwrap_or_default().added_to(path)
            }),
            date => Value::from_function(move |time: &str| times::date(&on, time)),
        };
        self.environment
            .get_template(&format!("{name}.html"))?
            .render(minijinja::context! { ..variables, ..functions })
    }
}

fn is_free_of_users(environment: &Environment<'_>, text: &str) -> bool {
    let own = text.replace("{{ super() }}", "");
    // The list of variables leaves out those in `a[1:]`.
    let takes_text = ["super", "self", "["].iter().any(|it| own.contains(it));
    let variables = environment.template_from_str(&own).map(|it| it.undeclared_variables(false));
    let are_constant = variables.is_ok_and(|it| it.iter().all(|it| CONSTANT.contains(&it.as_str())));
    text.split("{%").skip(1).all(is_plain_statement) && !takes_text && are_constant
}

/// Returns true for a plain statement, such as `include "icon.html" %}`. The names of templates are texts.
fn is_plain_statement(text: &str) -> bool {
    let text = text.split("%}").next().unwrap_or_default().trim_matches(['-', '+', ' ']);
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_text =
        rest.starts_with('"') && rest.bytes().all(|it| it.is_ascii_alphanumeric() || b"\"_./".contains(&it));
    PLAIN.contains(&name) && (is_text || !matches!(name, "extends" | "include"))
}

/// Returns the sentences of an error and of its causes. An error in an included template is the cause of another.
pub(crate) fn causes(error: &Error) -> String {
    let (mut sentences, mut cause) = (error.to_string(), error.source());
    while let Some(it) = cause {
        sentences = format!("{sentences}: {it}");
        cause = it.source();
    }
    sentences
}

/// The function `t` of templates: a text in the reader's language.
fn message(reader: &TextReader, id: &str, kwargs: &Kwargs) -> Result<String, Error> {
    let mut args = FluentArgs::new();
    for name in kwargs.args() {
        let value: Value = kwargs.get(name)?;
        let value = match i64::try_from(value.clone()) {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(value.to_string()),
        };
        args.set(name.to_owned(), value);
    }
    let missing =
        || Error::new(ErrorKind::InvalidOperation, format!("there is no text `{id}` with these variables"));
    reader.find(id, &args).ok_or_else(missing)
}

/// Escapes text for elements and for attributes in quotes.
fn format_escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe()) else {
        return escape_formatter(out, state, value);
    };
    let written = escape(text, out);
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the page could not be written"))
}

pub(crate) fn escape(text: &str, out: &mut impl Write) -> std::fmt::Result {
    if !text.bytes().any(|it| matches!(it, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        return out.write_str(text);
    }
    let mut rest = text;
    while let Some((before, special, after)) = split_special(rest) {
        out.write_str(before)?;
        out.write_str(special)?;
        rest = after;
    }
    out.write_str(rest)
}

/// Returns the text before the first special character, the character's reference, and the text after it.
fn split_special(text: &str) -> Option<(&str, &'static str, &str)> {
    let at = text.find(['&', '<', '>', '"', '\''])?;
    let (before, rest) = text.split_at(at);
    let mut after = rest.chars();
    let reference = match after.next()? {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => "&#39;",
    };
    Some((before, reference, after.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use http::HeaderMap;

    fn render(own: &[(&str, &str)], name: &str, variables: Value) -> Result<String, Error> {
        let own = own.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let reader = Texts::read(&[], None).unwrap().reader(Some("en"), &HeaderMap::new());
        let now = Timestamp::from_unix_millis(0);
        Templates::parse(own).unwrap().render(name, variables, &reader, now)
    }

    #[test]
    fn rt_210_every_value_is_escaped() {
        let variables = minijinja::context! { a => "<b title='x' id=\"y\">&é</b>", list => vec!["<i>"] };
        let page = render(&[("own.html", "{{ a }}{{ list }}{{ 7 }}{{ true }}")], "own", variables).unwrap();
        assert!(page.starts_with("&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;&amp;é&lt;/b&gt;"), "{page}");
        assert!(page.ends_with("7True") && !page.contains("<i>"), "{page}");
    }

    #[test]
    fn texts_and_times_are_functions() {
        let text = r#"{{ t("sign-in") }}, {{ ago(time) }}, {{ date(time) }}"#;
        let variables = minijinja::context! { time => "1969-12-31T23:00:00.000Z" };
        assert_eq!(
            render(&[("own.html", text)], "own", variables).unwrap(),
            "Sign in, 1 hour ago, 31 December 1969"
        );
        assert!(render(&[("own.html", r#"{{ t("no-such-text") }}"#)], "own", Value::UNDEFINED).is_err());
        let own = [("own.html", r#"{% include "part.html" %}"#), ("part.html", "{{ typo }}")];
        let told = causes(&render(&own, "own", Value::UNDEFINED).unwrap_err());
        assert!(told.contains("own.html:1") && told.contains("undefined value (in part.html:1)"), "{told}");
    }

    #[test]
    fn a_template_that_depends_on_the_user_is_known() {
        let is_free = |text: &str| {
            Templates::parse(vec![("own.html".to_owned(), text.to_owned())]).unwrap().are_free_of_users()
        };
        for text in [
            r#"{% extends "lucerna/layout.html" %}{%- block footer -%}{{ super() }}<a>{{ app.name }}</a>{% endblock %}"#,
            r#"{% if features.mail %}{{ t("email") }}{% else %}{% include "icon.html" %}{% endif %}"#,
        ] {
            assert!(is_free(text), "{text}");
        }
        for text in [
            "{{ user.name }}",
            "{% if user %}a{% endif %}",
            r#"{% include user.name ~ ".html" %}"#,
            r#"{{ date("2026-12-05") }}"#,
            "{{ user.name[1:] }}",
            "{{ debug() }}",
            "{% filter upper %}{% endfilter %}",
            "{%-filter upper-%}{% endfilter %}",
            "{% autoescape false %}{% endautoescape %}",
            "{% set a = 1 %}",
            "{% for it in app %}{% endfor %}",
            "{% block a %}{{ super()|upper }}{% endblock %}",
            "{% block a %}{% if super() %}{% endif %}{% endblock %}",
            "{% block a %}{% endblock %}{{ self.a() }}",
        ] {
            assert!(!is_free(text), "{text}");
        }
    }

    #[test]
    fn an_own_template_replaces_or_extends() {
        let own = [("error.html", "mine"), ("x.html", "{% include 'error.html' %}")];
        assert_eq!(render(&own, "x", Value::UNDEFINED).unwrap(), "mine");
        let broken = vec![("error.html".to_owned(), "{% if %}".to_owned())];
        assert!(Templates::parse(broken).err().unwrap().starts_with("error.html: "));
    }
}
