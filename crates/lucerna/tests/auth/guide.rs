//! The README's program, driven over TCP as a browser drives it.

#[path = "../../examples/guide.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod example;

use tempfile::TempDir;
use tokio::net::TcpListener;
use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};

struct Site {
    url: String,
    agent: Agent,
    _directory: TempDir,
}

async fn site() -> Site {
    let directory = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = example::app(directory.path().join("guide.db").to_str().unwrap(), &url).unwrap();
    tokio::spawn(async { axum::serve(listener, app).await });
    let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    Site { url, agent, _directory: directory }
}

impl Site {
    fn get(&self, path: &str, cookie: &str) -> Response<Body> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("accept", "text/html");
        request.header("cookie", cookie).call().unwrap()
    }

    fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Response<Body> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("origin", &self.url);
        request.header("cookie", cookie).send_form(form.iter().copied()).unwrap()
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |it| it.to_str().unwrap())
}

fn cookie(response: &Response<Body>) -> String {
    header(response.headers(), "set-cookie").split(';').next().unwrap().to_owned()
}

fn goes_to(response: &Response<Body>, path: &str) -> bool {
    response.status() == 303 && header(response.headers(), "location") == path
}

const ALICE: &[(&str, &str)] = &[("username", "Alice"), ("password", "correct horse battery")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_up_profile_sign_out_sign_in() {
    let site = site().await;
    assert!(goes_to(&site.get("/", ""), "/login"));
    assert!(site.get("/signup", "").body_mut().read_to_string().unwrap().contains("<h1>Sign up</h1>"));

    let signed_up = site.post("/signup", "", ALICE);
    assert!(goes_to(&signed_up, "/"));
    let first = cookie(&signed_up);
    let profile = site.get("/", &first).body_mut().read_to_string().unwrap();
    assert!(profile.contains("Username: Alice"), "{profile}");
    assert!(goes_to(&site.get("/signup", &first), "/") && goes_to(&site.get("/login", &first), "/"));

    let signed_out = site.post("/logout", &first, &[]);
    assert!(goes_to(&signed_out, "/login"));
    assert_eq!(
        header(signed_out.headers(), "set-cookie"),
        "lucerna_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"
    );
    assert!(goes_to(&site.get("/", &first), "/login"));
    assert_eq!(site.post("/logout", &first, &[]).status(), 401);

    let signed_in = site.post("/login", "", &[("username", "ALICE"), ALICE[1]]);
    assert!(goes_to(&signed_in, "/"));
    assert_ne!(cookie(&signed_in), first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_says_why() {
    let site = site().await;
    site.post("/signup", "", ALICE);
    let refusals = [
        ("/signup", "alice", "correct horse battery", 409, "Username already taken"),
        ("/signup", "bob", "correct horse battery", 422, "A username has 4 to 31 characters"),
        ("/signup", "barbara", "1234567", 422, "the password is shorter than 8 characters"),
        ("/login", "alice", "wrong horse battery", 401, "Incorrect username or password"),
        ("/login", "nobody", "correct horse battery", 401, "Incorrect username or password"),
    ];
    for (path, username, password, status, message) in refusals {
        let mut response = site.post(path, "", &[("username", username), ("password", password)]);
        assert_eq!(response.status(), status, "{message}");
        assert!(response.body_mut().read_to_string().unwrap().contains(message), "{message}");
        assert_eq!(cookie(&response), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rt_046_no_other_site_can_sign_anybody_in_up_or_out() {
    let site = site().await;
    let session = cookie(&site.post("/signup", "", ALICE));
    for path in ["/signup", "/login", "/logout"] {
        for origin in ["https://evil.example", "null", "%%%", ""] {
            let request = site.agent.post(format!("{}{path}", site.url)).header("origin", origin);
            let response = request.header("cookie", &session).send_form(ALICE.iter().copied()).unwrap();
            assert_eq!(
                (response.status().as_u16(), cookie(&response)),
                (403, String::new()),
                "{path} {origin}"
            );
        }
    }
    assert_eq!(site.get("/", &session).status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lucia_flaw_63_no_url_carries_a_token_and_none_is_made_of_what_a_client_says() {
    let site = site().await;
    let lures = "?next=https://evil.example&redirect=//evil.example&port=x@evil.example&session_token=x";
    let first = site.post(&format!("/signup{lures}"), "", ALICE);
    let second = site.post(&format!("/login{lures}"), &cookie(&first), ALICE);
    assert!(goes_to(&first, "/") && goes_to(&second, "/"));
    let (token, session) = (cookie(&second).replace("lucerna_session=", "session_token="), cookie(&second));
    // The page that was asked for is kept as it was asked for, and is a page of this site.
    let sent = site.get(&format!("/{lures}"), "");
    let kept =
        header(sent.headers(), "location").strip_prefix("/login?next=%2F%3Fnext%3D").unwrap_or_default();
    assert!(sent.status() == 303 && !kept.is_empty() && !kept.contains(['/', '?', '&']), "{sent:?}");
    assert_eq!(site.get(&format!("/?{token}"), "").status(), 303, "a URL signs nobody in");
    assert!(goes_to(&site.post(&format!("/logout{lures}"), &session, &[]), "/login"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lucia_flaw_64_a_link_signs_nobody_up_in_or_out() {
    let site = site().await;
    let session = cookie(&site.post("/signup", "", ALICE));
    let credentials = "?username=alice&password=correct%20horse%20battery";
    for path in ["/signup", "/login", "/logout"] {
        for cookies in ["", &session] {
            let response = site.get(&format!("{path}{credentials}"), cookies);
            assert_eq!(cookie(&response), "", "{path}");
        }
    }
    assert_eq!(site.get("/", &session).status(), 200);
}
