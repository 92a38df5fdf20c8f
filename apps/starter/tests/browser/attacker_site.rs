//! A second site, which sends forms to the first one.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A server whose pages post a form to the target as soon as they open.
pub(crate) struct AttackerSite {
    port: u16,
}

impl AttackerSite {
    /// Starts the server. Each page posts to the target's page with the same path.
    pub(crate) fn start(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let target = target.clone();
                // Browsers open spare connections, so each has a thread. An error on one does not matter.
                thread::spawn(move || answer(stream, &target));
            }
        });
        Self { port }
    }

    /// Returns a page on another port of the same host: another origin, but the same site.
    pub(crate) fn same_site_url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Returns a page on another host, which is another site.
    pub(crate) fn cross_site_url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Returns the same-site page with a policy that makes browsers send `Origin: null`.
    pub(crate) fn null_origin_url(&self, path: &str) -> String {
        format!("{}?hide", self.same_site_url(path))
    }
}

fn answer(mut stream: TcpStream, target: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|it| !it.is_empty()) {}
    let address = request.split(' ').nth(1).unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let policy = if query == "hide" { "no-referrer" } else { "unsafe-url" };
    let page = page(&format!("{target}{path}"));
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nReferrer-Policy: {policy}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    )
}

fn page(action: &str) -> String {
    format!(
        r#"<!doctype html><title>Attacker</title><link rel="icon" href="data:,">
<form method="post" action="{action}">
<input name="username" value="mallory"><input name="password" value="correct horse battery">
</form>
<script>document.forms[0].submit()</script>"#
    )
}
