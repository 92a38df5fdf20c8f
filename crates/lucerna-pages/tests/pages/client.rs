//! A browser or a program, and the answers that it gets.

use crate::app::{App, ORIGIN};
use bytes::Bytes;
use http::{HeaderMap, Request};
use lucerna_web::PeerAddress;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

pub(crate) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A client with the cookies that it was given.
#[derive(Clone)]
pub(crate) struct Client<'a> {
    app: &'a App,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        let headers = [("accept", "text/html"), ("user-agent", FIREFOX), ("accept-language", "en")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { app, cookies: BTreeMap::new(), headers }
    }

    /// Sets a header of all requests.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(it, _)| it != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path), String::new()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header("origin", ORIGIN);
        self.send(request.header("content-type", "application/x-www-form-urlencoded"), body).await
    }

    /// Sends JSON as a script of the own origin does.
    pub(crate) async fn json(&mut self, path: &str, body: &Value) -> Reply {
        let request = Request::post(path).header("origin", ORIGIN).header("content-type", "application/json");
        self.clone_for_json().send_from(self, request, body.to_string()).await
    }

    pub(crate) async fn get_json(&mut self, path: &str) -> Reply {
        self.clone_for_json().send_from(self, Request::get(path), String::new()).await
    }

    fn clone_for_json(&self) -> Self {
        self.clone().with("accept", "application/json")
    }

    async fn send_from(self, keeper: &mut Self, request: http::request::Builder, body: String) -> Reply {
        let mut own = self;
        let reply = own.send(request, body).await;
        keeper.cookies = own.cookies;
        reply
    }

    pub(crate) async fn send(&mut self, request: http::request::Builder, body: String) -> Reply {
        let mut request = request;
        for (name, value) in &self.headers {
            let given = request.headers_ref().is_some_and(|it| it.contains_key(name.as_str()));
            if !given && !value.is_empty() {
                request = request.header(name, value);
            }
        }
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let mut request = request.body(Bytes::from(body)).unwrap();
        request.extensions_mut().insert(PeerAddress([192, 0, 2, 7].into()));
        let response = self.app.pages.handle(request).await;
        let reply = Reply::of(response);
        reply.all("set-cookie").iter().for_each(|it| self.keep(it));
        reply
    }

    fn keep(&mut self, cookie: &str) {
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        if cookie.contains("Max-Age=0;") || cookie.contains("Max-Age=1;") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Returns true if the profile opens.
    pub(crate) async fn is_signed_in(&mut self) -> bool {
        self.get("/account").await.status == 200
    }
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    fn of(response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.headers.get_all(name).iter().map(|it| it.to_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    pub(crate) fn goes_to(&self, path: &str) -> bool {
        self.status == 303 && self.header("location") == path
    }

    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }

    /// Returns the code of a problem, after checking its form.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let value = self.value();
        assert_eq!(value["status"], self.status, "{self:?}");
        value["code"].as_str().unwrap().to_owned()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}\n{}", self.status, self.headers, self.body)
    }
}
