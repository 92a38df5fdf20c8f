//! Sessions adopted from Lucia are exchanged once, at their first use, and never bypass Lucerna's cookie.

use crate::kit::{DAY, Profile, SqliteApp, TestHead, anonymous, get, sqlite_app};
use lucerna::{AdoptedCookie, Exchanged, Session, SessionCookie, SessionId};
use rusqlite::Connection;

/// The id of a session of Lucia, which is also its token.
const OLD: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

fn old_cookie(token: &str) -> TestHead {
    anonymous().with("cookie", format!("auth_session={token}"))
}

/// Returns the token of a Lucerna cookie.
fn token(cookie: &SessionCookie) -> String {
    cookie.header_value().split([';', '=']).nth(1).unwrap().to_owned()
}

impl SqliteApp {
    /// Signs Alice up, with an adopted session.
    async fn adopted(&self) -> Session<Profile> {
        let cookie = self.sign_up().await;
        self.adopt(&cookie).await
    }

    /// Changes a session into an adopted one, which is stored under the hash of its old id.
    async fn adopt(&self, cookie: &SessionCookie) -> Session<Profile> {
        let session = self.session(cookie).await.unwrap();
        let rename = "UPDATE user_session SET id = ?2, lucerna_started = NULL, lucerna_verified = NULL,
                      lucerna_methods = NULL, lucerna_carrier = NULL WHERE id = ?1";
        let id = SessionId::of_token(OLD).unwrap();
        let renamed =
            Connection::open(&self.path).unwrap().execute(rename, [session.id.as_str(), id.as_str()]);
        assert_eq!(renamed.unwrap(), 1);
        self.auth.find_session(&id).await.unwrap().unwrap()
    }

    async fn exchange(&self, request: &TestHead) -> Option<Exchanged> {
        self.auth.exchange_adopted(&AdoptedCookie::default(), request).await.unwrap()
    }

    /// Counts Alice's sessions.
    async fn count(&self) -> usize {
        self.auth.user_sessions(&self.alice().await).await.unwrap().len()
    }
}

#[tokio::test]
async fn rt_042_the_old_cookie_never_authenticates_a_lucerna_session() {
    let app = sqlite_app();
    let attackers = app.sign_up().await;
    // A sibling host plants the attacker's own token under the name without `__Host-`.
    let planted = old_cookie(&token(&attackers));
    assert!(app.exchange(&planted).await.is_none());
    assert!(app.auth.authenticate(&planted).await.unwrap().is_none());
    assert!(app.session(&attackers).await.is_some() && app.count().await == 1);
}

#[tokio::test]
async fn rt_042_an_adopted_session_gets_a_lucerna_cookie_at_its_first_use() {
    let app = sqlite_app();
    let before = app.adopted().await;
    assert!(
        app.auth.authenticate(&old_cookie(OLD)).await.unwrap().is_none(),
        "the old cookie works only through the exchange"
    );
    let Exchanged { cookie, expired, .. } = app.exchange(&old_cookie(OLD)).await.unwrap();
    let after = app.session(&cookie).await.unwrap();
    assert_eq!((&after.user.id, after.expiry), (&before.user.id, before.expiry));
    let seconds = 90 * DAY / 1000;
    let name = "__Host-lucerna_session";
    let rest = format!("Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(cookie.header_value(), format!("{name}={}; {rest}", token(&cookie)));
    assert_eq!(expired.header_value(), "auth_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
    let under_our_name = anonymous().with("cookie", format!("{name}={OLD}"));
    assert!(app.auth.authenticate(&under_our_name).await.unwrap().is_none(), "the old token is revoked");
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn a_lost_exchange_can_be_repeated_for_a_minute_and_never_after_two() {
    for second in [0, 1, 30, 59] {
        let app = sqlite_app();
        app.adopted().await;
        app.clock.turn_seconds(second);
        let first = app.exchange(&old_cookie(OLD)).await.unwrap();
        app.clock.turn_seconds(60);
        let again = app.exchange(&old_cookie(OLD)).await.unwrap();
        assert_eq!(first.request_cookie(), again.request_cookie());
        app.clock.turn_seconds(60);
        assert!(app.exchange(&old_cookie(OLD)).await.is_none());
        // Using or renewing the session does not allow the exchange again.
        app.clock.turn(2);
        assert!(app.session(&first.cookie).await.unwrap().renewed);
        assert!(app.exchange(&old_cookie(OLD)).await.is_none());
        assert_eq!(app.count().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_concurrent_requests_get_the_same_session() {
    let app = sqlite_app();
    app.adopted().await;
    let requests: Vec<_> = (0..16)
        .map(|_| {
            let auth = app.auth.clone();
            tokio::spawn(async move {
                let exchanged = auth.exchange_adopted(&AdoptedCookie::default(), &old_cookie(OLD)).await;
                exchanged.unwrap().unwrap().request_cookie().to_owned()
            })
        })
        .collect();
    let mut cookies = Vec::new();
    for request in requests {
        cookies.push(request.await.unwrap());
    }
    cookies.dedup();
    assert_eq!((cookies.len(), app.count().await), (1, 1));
    let page = anonymous().with("cookie", cookies[0].clone());
    assert!(app.auth.authenticate(&page).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rt_054_a_session_ended_during_an_exchange_stays_ended() {
    let app = sqlite_app();
    let mut session = app.adopted().await;
    for round in 0..32 {
        let (auth, user) = (app.auth.clone(), session.user.id.clone());
        let end = tokio::spawn(async move { auth.end_user_sessions(&user, None).await.unwrap() });
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        let exchanged = app.exchange(&old_cookie(OLD)).await;
        assert_eq!(end.await.unwrap(), 1, "one session, under the old or the new id");
        assert_eq!(app.count().await, 0, "{exchanged:?}");
        assert!(app.exchange(&old_cookie(OLD)).await.is_none());
        app.clock.turn_seconds(120);
        session = app.adopt(&app.sign_in().await).await;
    }
}

#[tokio::test]
async fn signing_out_after_the_exchange_revokes_the_old_cookie_too() {
    let app = sqlite_app();
    app.adopted().await;
    let exchanged = app.exchange(&old_cookie(OLD)).await.unwrap();
    let session = app.session(&exchanged.cookie).await.unwrap();
    let _cleared = app.auth.end_session(&session.id).await.unwrap();
    assert!(app.exchange(&old_cookie(OLD)).await.is_none());
    assert_eq!(app.count().await, 0);
}

#[tokio::test]
async fn the_old_cookie_is_ignored_beside_a_lucerna_cookie() {
    let app = sqlite_app();
    app.adopted().await;
    let own = app.sign_in().await;
    let (own, old) = (own.header_value().split(';').next().unwrap(), format!("auth_session={OLD}"));
    for cookie in [
        format!("{own}; {old}"),
        format!("{old}; {own}"),
        format!("{own}; {own}; {old}"),
        format!("__Host-lucerna_session=; {old}"),
        format!("__Host-lucerna_session=planted; {old}"),
    ] {
        assert!(app.exchange(&anonymous().with("cookie", cookie.clone())).await.is_none(), "{cookie}");
    }
    assert!(app.exchange(&anonymous().with("cookie", own).with("cookie", old)).await.is_none());
    assert!(app.exchange(&old_cookie(OLD)).await.is_some(), "the old cookie alone is still exchanged");
}

#[tokio::test]
async fn rt_187_a_repeated_old_cookie_is_ignored() {
    let app = sqlite_app();
    app.adopted().await;
    let old = format!("auth_session={OLD}");
    for second in [old.as_str(), "auth_session=", "auth_session=planted"] {
        for both in [format!("{old}; {second}"), format!("{second}; {old}")] {
            assert!(app.exchange(&anonymous().with("cookie", both.clone())).await.is_none(), "{both}");
        }
        assert!(app.exchange(&old_cookie(OLD).with("cookie", second)).await.is_none(), "{second}");
    }
    assert!(app.exchange(&anonymous()).await.is_none());
    assert!(app.exchange(&old_cookie("short")).await.is_none());
    assert!(app.exchange(&old_cookie(&OLD.replace('9', "8"))).await.is_none());
    assert!(app.exchange(&old_cookie(OLD)).await.is_some());
}

#[tokio::test]
async fn only_a_form_from_the_own_origin_exchanges() {
    let app = sqlite_app();
    app.adopted().await;
    let form = old_cookie(OLD).method("POST");
    assert!(app.exchange(&form).await.is_none());
    assert!(app.exchange(&form.clone().with("origin", "https://evil.example")).await.is_none());
    let id = SessionId::of_token(OLD).unwrap();
    assert!(app.auth.find_session(&id).await.unwrap().is_some(), "the session is unchanged");
    assert!(app.exchange(&form.with("origin", "https://app.example")).await.is_some());
}

#[tokio::test]
async fn a_bearer_token_is_not_exchanged_and_is_revoked_with_the_old_cookie() {
    let app = sqlite_app();
    app.adopted().await;
    let bearer = anonymous().with("authorization", format!("Bearer {OLD}"));
    assert!(app.exchange(&bearer).await.is_none());
    assert!(app.auth.authenticate_bearer(&bearer).await.unwrap().is_some());
    assert!(app.exchange(&old_cookie(OLD)).await.is_some());
    assert!(app.auth.authenticate_bearer(&bearer).await.unwrap().is_none());
}

#[tokio::test]
async fn rt_066_an_exchange_keeps_the_limits_and_an_expired_session_is_not_exchanged() {
    let app = sqlite_app();
    let before = app.adopted().await;
    app.clock.turn(10);
    let exchanged = app.exchange(&old_cookie(OLD)).await.unwrap();
    let id = SessionId::of_token(&token(&exchanged.cookie)).unwrap();
    assert_eq!(app.auth.find_session(&id).await.unwrap().unwrap().expiry, before.expiry);
    assert!(exchanged.cookie.header_value().contains(&format!("Max-Age={};", 80 * DAY / 1000)));
    // The session is idle, so using it renews it, up to the same absolute limit.
    let used = app.session(&exchanged.cookie).await.unwrap();
    assert!(used.renewed && used.expiry.absolute == before.expiry.absolute);

    let app = sqlite_app();
    app.adopted().await;
    app.clock.turn(16);
    assert!(app.exchange(&old_cookie(OLD)).await.is_none());
    assert!(app.auth.authenticate(&get(&exchanged.cookie)).await.unwrap().is_none());
}
