//! The answers of each page.

use super::accounts::TestAccount;
use super::fault::Fault;
use super::http::{HttpAnswer, ReceivedRequest};
use super::server::FaultyApplication;
use lucerna_testkit::web::Paths;

impl FaultyApplication {
    pub(super) fn answer(&self, asked: &ReceivedRequest) -> HttpAnswer {
        if self.has(Fault::UnreadableHeaderPanics) {
            asked.all("accept").iter().for_each(|it| drop(std::str::from_utf8(it).unwrap().to_owned()));
        }
        if self.has(Fault::UnreadableAddressIsAnError) && decoded(&asked.target).is_err() {
            return HttpAnswer::new(500);
        }
        let Ok(path) = std::str::from_utf8(asked.path()) else { return HttpAnswer::new(404) };
        let paths = &self.paths;
        match self.method(asked) {
            "TRACE" if self.has(Fault::TraceRepeats) => {
                HttpAnswer::page(200, String::from_utf8_lossy(&asked.all("cookie").concat()).into_owned())
            }
            "HEAD" if self.has(Fault::HeadIsNoMethod) => HttpAnswer::new(405),
            "GET" | "HEAD" if path == paths.profile => self.profile(asked),
            "GET" if path == paths.sign_in && self.has(Fault::LinksSignIn) && !asked.query().is_empty() => {
                self.sign_in(asked, asked.query())
            }
            "GET" | "HEAD" if path == paths.sign_up => self.form(asked, true),
            "GET" | "HEAD" if path == paths.sign_in => self.form(asked, false),
            "GET" if path == paths.sign_out && self.has(Fault::LinksSignOut) => self.sign_out(asked),
            "POST" if [&paths.sign_up, &paths.sign_in, &paths.sign_out].contains(&&path.to_owned()) => {
                if self.is_ours(asked) { self.post(asked, path) } else { HttpAnswer::new(403) }
            }
            other if other != "GET" && self.has(Fault::OtherMethodsAreForms) => self.post(asked, path),
            _ => self.missing(asked, path),
        }
    }

    fn method<'a>(&self, asked: &'a ReceivedRequest) -> &'a str {
        let overridden =
            asked.text("x-http-method-override").filter(|_| self.has(Fault::MethodsAreOverridden));
        overridden.unwrap_or(&asked.method)
    }

    fn missing(&self, asked: &ReceivedRequest, path: &str) -> HttpAnswer {
        let Paths { profile, sign_up, sign_in, sign_out, .. } = &self.paths;
        if [profile, sign_up, sign_in, sign_out].into_iter().any(|it| it == path) {
            HttpAnswer::new(405)
        } else if self.has(Fault::SlashIsAppended) && !path.ends_with('/') {
            HttpAnswer::redirect(format!("{path}/"))
        } else if self.has(Fault::AddressesAreMarkup) {
            HttpAnswer::page(404, format!("No page {}", decoded(&asked.target).unwrap_or_default()))
        } else {
            HttpAnswer::new(404)
        }
    }

    fn profile(&self, asked: &ReceivedRequest) -> HttpAnswer {
        if is_upgrade(asked)
            && (self.has(Fault::UpgradesAreRefused)
                || !self.has(Fault::UpgradesAreNotGuarded) && !self.is_ours(asked))
        {
            return HttpAnswer::new(403);
        }
        if self.has(Fault::LinksAreGuarded) && asked.text("sec-fetch-site") == Some("cross-site") {
            return HttpAnswer::new(403);
        }
        let token = self.token(asked);
        match token.as_deref().and_then(|it| self.accounts.find(it)) {
            Some(account) => self.profile_of(asked, &account, &token.unwrap_or_default()),
            None if self.has(Fault::ProfileNeedsNoSession) => HttpAnswer::page(200, "Anonymous".to_owned()),
            None => self.signed_out(asked),
        }
    }

    fn profile_of(&self, asked: &ReceivedRequest, account: &TestAccount, token: &str) -> HttpAnswer {
        if self.has(Fault::RequestsSaveTheSession) {
            self.accounts.save(token);
        }
        let name = match self.fault {
            Fault::ProfileLowersTheName => account.name.to_lowercase(),
            Fault::ProfileIsCached => "Alice".to_owned(),
            Fault::NamesAreTemplates => account.name.replace("1337*7", "9359"),
            _ => account.name.clone(),
        };
        let out = &self.paths.sign_out;
        let page =
            format!("<h1>Profile</h1><p>{}</p><form method=\"post\" action=\"{out}\">", self.text(&name));
        let answer = HttpAnswer::page(200, page);
        if self.has(Fault::PagesSetTheCookie) {
            answer.with("set-cookie", self.set_cookie(asked, token))
        } else {
            answer
        }
    }

    /// Returns the answer to a signed-out request: a redirect for a browser, a status for a script.
    fn signed_out(&self, asked: &ReceivedRequest) -> HttpAnswer {
        let sign_in = &self.paths.sign_in;
        if asked.text("hx-request").is_some() && !self.has(Fault::HtmxIsRedirected) {
            return HttpAnswer::new(401).with("hx-redirect", sign_in);
        }
        if let Some(referer) = asked.text("referer").filter(|_| self.has(Fault::RefererIsFollowed)) {
            return HttpAnswer::redirect(referer);
        }
        let host = asked.text("x-forwarded-host").filter(|_| self.has(Fault::AddressesAreMadeOfHost));
        let origin = host.map(|it| format!("http://{it}")).unwrap_or_default();
        let next = self.encoded_target(asked);
        if self.wants_page(asked) {
            HttpAnswer::redirect(format!("{origin}{sign_in}{next}"))
        } else {
            HttpAnswer::new(401)
        }
    }

    /// Returns the query for the sign-in page, if another page than the plain profile was requested.
    fn encoded_target(&self, asked: &ReceivedRequest) -> String {
        let target = String::from_utf8_lossy(&asked.target);
        let encoded = target.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
        if self.is_profile(&target) { format!("?next={encoded}") } else { String::new() }
    }

    /// Returns true if the path is the profile with a plain query, the only allowed target of a redirect.
    fn is_profile(&self, target: &str) -> bool {
        let query = target.strip_prefix(&self.paths.profile).and_then(|it| it.strip_prefix('?'));
        query.is_some_and(|it| it.chars().all(|it| it.is_ascii_alphanumeric() || it == '='))
    }

    /// Returns the page after signing in.
    fn page_asked_for(&self, asked: &ReceivedRequest) -> String {
        let query = asked.query().strip_prefix(b"next=").unwrap_or_default();
        let next = decoded(query.split(|it| *it == b'&').next().unwrap_or_default()).unwrap_or_default();
        match self.fault {
            Fault::NextIsFollowed if !next.is_empty() => next.replace(['\r', '\n'], ""),
            Fault::PageAskedForIsForgotten => self.paths.profile.clone(),
            _ if self.is_profile(&next) => next,
            _ => self.paths.profile.clone(),
        }
    }

    fn wants_page(&self, asked: &ReceivedRequest) -> bool {
        let accept = asked.text("accept");
        let html = accept.is_some_and(|it| it.contains("text/html"));
        match (self.fault, asked.text("sec-fetch-mode")) {
            (Fault::ScriptGetsPage, _) => true,
            (Fault::BrowserGetsStatus, _) => false,
            (_, Some(mode)) => mode == "navigate",
            (Fault::OnlyHtmlIsPage, None) => html,
            (_, None) => html || accept.is_none_or(|it| it == "*/*"),
        }
    }

    fn form(&self, asked: &ReceivedRequest, new: bool) -> HttpAnswer {
        let token = self.token(asked);
        let signed_in = token.and_then(|it| self.accounts.find(&it)).is_some();
        if signed_in && !self.has(Fault::FormsAreShownToSignedIn) {
            return HttpAnswer::redirect(self.page_asked_for(asked));
        }
        self.form_page(200, new, "", ("", ""))
    }

    /// Returns the form with an error and the typed name.
    fn form_page(&self, status: u16, new: bool, error: &str, (name, password): (&str, &str)) -> HttpAnswer {
        let field = if self.has(Fault::FieldHasAnotherName) { "user" } else { "username" };
        let password = if self.has(Fault::PasswordIsSentBack) { password } else { "" };
        let name = self.text(name);
        let other = if new { &self.paths.sign_in } else { &self.paths.sign_up };
        HttpAnswer::page(
            status,
            format!(
                "<form method=\"post\"><input name=\"{field}\" value=\"{name}\"><input type=\"password\" \
                 name=\"password\" value=\"{password}\"></form><p>{error}</p><a href=\"{other}\">"
            ),
        )
    }

    fn post(&self, asked: &ReceivedRequest, path: &str) -> HttpAnswer {
        if path == self.paths.sign_out {
            return self.sign_out(asked);
        }
        let is_form =
            asked.text("content-type").is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
        if !is_form && !self.has(Fault::EverythingIsAForm) {
            return HttpAnswer::new(415);
        }
        if path == self.paths.sign_up { self.sign_up(asked) } else { self.sign_in(asked, &asked.body) }
    }

    fn sign_up(&self, asked: &ReceivedRequest) -> HttpAnswer {
        let (name, password) = match self.fields(&asked.body) {
            Ok(fields) => fields,
            Err(status) => return HttpAnswer::new(status),
        };
        let refuse = |status, error| self.form_page(status, true, error, (&name, &password));
        if !(4..=31).contains(&name.chars().count()) && !self.has(Fault::NamesHaveAnyLength) {
            refuse(422, "A username has 4 to 31 characters")
        } else if password.chars().count() < 8 && !self.has(Fault::PasswordsHaveAnyLength) {
            refuse(422, "The password is too short")
        } else if !self.accounts.create(&name, &password) {
            refuse(409, "Username already taken")
        } else {
            self.signed_in(asked, &name)
        }
    }

    fn sign_in(&self, asked: &ReceivedRequest, form: &[u8]) -> HttpAnswer {
        let (name, password) = match self.fields(form) {
            Ok(fields) => fields,
            Err(status) => return HttpAnswer::new(status),
        };
        if self.accounts.verify(&name, &password) {
            return self.signed_in(asked, &name);
        }
        let known = self.accounts.exists(&name);
        let status = if known || !self.has(Fault::StatusRevealsUnknownName) { 401 } else { 404 };
        let answer = self.form_page(status, false, "Incorrect username or password", (&name, &password));
        if known && self.has(Fault::HeaderRevealsUnknownName) {
            answer.with("x-attempts", "1")
        } else {
            answer
        }
    }

    fn signed_in(&self, asked: &ReceivedRequest, name: &str) -> HttpAnswer {
        let token = self.accounts.start(name, self.token(asked).as_deref());
        let location = match self.fault {
            Fault::TokenIsInTheAddress => format!("{}?token={token}", self.paths.profile),
            _ => self.page_asked_for(asked),
        };
        let answer = HttpAnswer::redirect(location);
        if self.has(Fault::SignUpSetsNoCookie) { answer } else { self.with_cookie(asked, answer, &token) }
    }

    fn sign_out(&self, asked: &ReceivedRequest) -> HttpAnswer {
        let ended = self.token(asked).is_some_and(|it| self.accounts.end(&it));
        match ended {
            true => self.with_cookie(asked, HttpAnswer::redirect(&self.paths.sign_in), ""),
            false if self.has(Fault::SecondSignOutIsAnError) => HttpAnswer::new(500),
            false => match asked.text("referer").filter(|_| self.has(Fault::RefererIsFollowed)) {
                Some(referer) => HttpAnswer::redirect(referer),
                None => HttpAnswer::new(401),
            },
        }
    }

    fn with_cookie(&self, asked: &ReceivedRequest, answer: HttpAnswer, token: &str) -> HttpAnswer {
        let answer = answer.with("set-cookie", self.set_cookie(asked, token));
        if self.has(Fault::CookieIsStored) { answer } else { answer.with("cache-control", "no-store") }
    }

    /// Returns the name and the password, or the status of the error.
    fn fields(&self, form: &[u8]) -> Result<(String, String), u16> {
        let missing = if self.has(Fault::MissingFieldIsAnError) { 500_u16 } else { 422 };
        let unreadable = if self.has(Fault::UnreadableFieldIsAnError) { 500_u16 } else { 422 };
        let field = |name: &str| -> Result<String, u16> {
            let mut fields = form.split(|it| *it == b'&').filter_map(|it| it.strip_prefix(name.as_bytes()));
            let value = fields.find_map(|it| it.strip_prefix(b"=")).ok_or(missing)?;
            let spaced: Vec<_> = value.iter().map(|it| if *it == b'+' { b' ' } else { *it }).collect();
            decoded(&spaced).map_err(|_| unreadable)
        };
        let (name, password) = (field("username")?, field("password")?);
        let passes = self.has(Fault::ControlCharactersPass) || !name.contains(char::is_control);
        if passes { Ok((name, password)) } else { Err(422) }
    }

    /// Escapes text for a page.
    fn text(&self, text: &str) -> String {
        match self.fault {
            Fault::NamesAreMarkup => text.to_owned(),
            _ => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
        }
    }
}

fn is_upgrade(asked: &ReceivedRequest) -> bool {
    let connection = asked.text("connection").unwrap_or_default().to_ascii_lowercase();
    connection.contains("upgrade") && !asked.all("upgrade").is_empty()
}

/// Decodes percent-encoded text.
fn decoded(bytes: &[u8]) -> Result<String, std::string::FromUtf8Error> {
    let (mut decoded, mut rest) = (Vec::new(), bytes);
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        let byte = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(decoded)
}
