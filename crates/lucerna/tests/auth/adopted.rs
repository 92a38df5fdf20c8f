//! Sessions that were adopted from Lucia: exchanged at their first use, once, and never a way round our own cookie.

use crate::kit::{DAY, Head, House, Profile, anonymous, get, profiles};
use lucerna::{AdoptedCookie, Exchanged, Session, SessionCookie, SessionId};
use rusqlite::Connection;

/// The id of a session of Lucia's, which is its token.
const OLD: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

fn old_cookie(token: &str) -> Head {
    anonymous().with("cookie", format!("auth_session={token}"))
}

/// The token in a cookie of ours.
fn token(cookie: &SessionCookie) -> String {
    cookie.header_value().split([';', '=']).nth(1).unwrap().to_owned()
}

impl House {
    /// Alice, signed up, with a session as the adoption leaves it.
    async fn adopted(&self) -> Session<Profile> {
        let cookie = self.sign_up().await;
        self.adopt(&cookie).await
    }

    /// Makes of a session what the adoption leaves: it is under the hash of what was its id.
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

    async fn exchange(&self, request: &Head) -> Option<Exchanged> {
        self.auth.exchange_adopted(&AdoptedCookie::default(), request).await.unwrap()
    }

    /// All of Alice's sessions.
    async fn count(&self) -> usize {
        self.auth.user_sessions(&self.alice().await).await.unwrap().len()
    }
}

#[tokio::test]
async fn rt_042_a_session_of_ours_is_never_named_through_the_old_cookie() {
    let house = profiles();
    let attackers = house.sign_up().await;
    // What a sibling host plants: the attacker's own token, under the name without `__Host-`.
    let planted = old_cookie(&token(&attackers));
    assert!(house.exchange(&planted).await.is_none());
    assert!(house.auth.authenticate(&planted).await.unwrap().is_none());
    assert!(house.session(&attackers).await.is_some() && house.count().await == 1);
}

#[tokio::test]
async fn rt_042_an_adopted_session_gets_a_cookie_of_ours_at_its_first_use() {
    let house = profiles();
    let before = house.adopted().await;
    assert!(house.auth.authenticate(&old_cookie(OLD)).await.unwrap().is_none(), "not without the exchange");
    let Exchanged { cookie, expired, .. } = house.exchange(&old_cookie(OLD)).await.unwrap();
    let after = house.session(&cookie).await.unwrap();
    assert_eq!((&after.user.id, after.expiry), (&before.user.id, before.expiry));
    let seconds = 90 * DAY / 1000;
    let name = "__Host-lucerna_session";
    let rest = format!("Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(cookie.header_value(), format!("{name}={}; {rest}", token(&cookie)));
    assert_eq!(expired.header_value(), "auth_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
    let under_our_name = anonymous().with("cookie", format!("{name}={OLD}"));
    assert!(house.auth.authenticate(&under_our_name).await.unwrap().is_none(), "the old token is dead");
    assert_eq!(house.count().await, 1);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_for_a_minute_and_never_after_two() {
    for second in [0, 1, 30, 59] {
        let house = profiles();
        house.adopted().await;
        house.clock.turn_seconds(second);
        let first = house.exchange(&old_cookie(OLD)).await.unwrap();
        house.clock.turn_seconds(60);
        let again = house.exchange(&old_cookie(OLD)).await.unwrap();
        assert_eq!(first.request_cookie(), again.request_cookie());
        house.clock.turn_seconds(60);
        assert!(house.exchange(&old_cookie(OLD)).await.is_none());
        // Nor does using or renewing the session open the way again.
        house.clock.turn(2);
        assert!(house.session(&first.cookie).await.unwrap().renewed);
        assert!(house.exchange(&old_cookie(OLD)).await.is_none());
        assert_eq!(house.count().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_requests_at_once_get_one_session_between_them() {
    let house = profiles();
    house.adopted().await;
    let requests: Vec<_> = (0..16)
        .map(|_| {
            let auth = house.auth.clone();
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
    assert_eq!((cookies.len(), house.count().await), (1, 1));
    let page = anonymous().with("cookie", cookies[0].clone());
    assert!(house.auth.authenticate(&page).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rt_054_what_ended_before_or_during_an_exchange_stays_ended() {
    let house = profiles();
    let mut session = house.adopted().await;
    for round in 0..32 {
        let (auth, user) = (house.auth.clone(), session.user.id.clone());
        let end = tokio::spawn(async move { auth.end_user_sessions(&user, None).await.unwrap() });
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        let exchanged = house.exchange(&old_cookie(OLD)).await;
        assert_eq!(end.await.unwrap(), 1, "one session, under whichever id");
        assert_eq!(house.count().await, 0, "{exchanged:?}");
        assert!(house.exchange(&old_cookie(OLD)).await.is_none());
        house.clock.turn_seconds(120);
        session = house.adopt(&house.sign_in().await).await;
    }
}

#[tokio::test]
async fn who_signs_out_after_the_exchange_is_signed_out_for_the_old_cookie_too() {
    let house = profiles();
    house.adopted().await;
    let exchanged = house.exchange(&old_cookie(OLD)).await.unwrap();
    let session = house.session(&exchanged.cookie).await.unwrap();
    let _cleared = house.auth.end_session(&session.id).await.unwrap();
    assert!(house.exchange(&old_cookie(OLD)).await.is_none());
    assert_eq!(house.count().await, 0);
}

#[tokio::test]
async fn a_cookie_of_our_own_name_counts_alone_whatever_is_in_it() {
    let house = profiles();
    house.adopted().await;
    let own = house.sign_in().await;
    let (own, old) = (own.header_value().split(';').next().unwrap(), format!("auth_session={OLD}"));
    for cookie in [
        format!("{own}; {old}"),
        format!("{old}; {own}"),
        format!("{own}; {own}; {old}"),
        format!("__Host-lucerna_session=; {old}"),
        format!("__Host-lucerna_session=planted; {old}"),
    ] {
        assert!(house.exchange(&anonymous().with("cookie", cookie.clone())).await.is_none(), "{cookie}");
    }
    assert!(house.exchange(&anonymous().with("cookie", own).with("cookie", old)).await.is_none());
    assert!(house.exchange(&old_cookie(OLD)).await.is_some(), "it was exchangeable all the time");
}

#[tokio::test]
async fn rt_187_two_cookies_of_the_old_name_are_none() {
    let house = profiles();
    house.adopted().await;
    let old = format!("auth_session={OLD}");
    for second in [old.as_str(), "auth_session=", "auth_session=planted"] {
        for both in [format!("{old}; {second}"), format!("{second}; {old}")] {
            assert!(house.exchange(&anonymous().with("cookie", both.clone())).await.is_none(), "{both}");
        }
        assert!(house.exchange(&old_cookie(OLD).with("cookie", second)).await.is_none(), "{second}");
    }
    assert!(house.exchange(&anonymous()).await.is_none());
    assert!(house.exchange(&old_cookie("short")).await.is_none());
    assert!(house.exchange(&old_cookie(&OLD.replace('9', "8"))).await.is_none());
    assert!(house.exchange(&old_cookie(OLD)).await.is_some());
}

#[tokio::test]
async fn a_form_from_elsewhere_exchanges_nothing_and_one_of_ours_does() {
    let house = profiles();
    house.adopted().await;
    let form = old_cookie(OLD).method("POST");
    assert!(house.exchange(&form).await.is_none());
    assert!(house.exchange(&form.clone().with("origin", "https://evil.example")).await.is_none());
    let id = SessionId::of_token(OLD).unwrap();
    assert!(house.auth.find_session(&id).await.unwrap().is_some(), "it is what it was");
    assert!(house.exchange(&form.with("origin", "https://app.example")).await.is_some());
}

#[tokio::test]
async fn a_bearer_token_is_not_exchanged_and_ends_with_the_old_cookie() {
    let house = profiles();
    house.adopted().await;
    let bearer = anonymous().with("authorization", format!("Bearer {OLD}"));
    assert!(house.exchange(&bearer).await.is_none());
    assert!(house.auth.authenticate_bearer(&bearer).await.unwrap().is_some());
    assert!(house.exchange(&old_cookie(OLD)).await.is_some());
    assert!(house.auth.authenticate_bearer(&bearer).await.unwrap().is_none());
}

#[tokio::test]
async fn rt_066_an_exchange_moves_no_limit_and_what_is_over_is_not_exchanged() {
    let house = profiles();
    let before = house.adopted().await;
    house.clock.turn(10);
    let exchanged = house.exchange(&old_cookie(OLD)).await.unwrap();
    let id = SessionId::of_token(&token(&exchanged.cookie)).unwrap();
    assert_eq!(house.auth.find_session(&id).await.unwrap().unwrap().expiry, before.expiry);
    assert!(exchanged.cookie.header_value().contains(&format!("Max-Age={};", 80 * DAY / 1000)));
    // It was idle: using it renews it as ever, up to the same last day.
    let used = house.session(&exchanged.cookie).await.unwrap();
    assert!(used.renewed && used.expiry.absolute == before.expiry.absolute);

    let house = profiles();
    house.adopted().await;
    house.clock.turn(16);
    assert!(house.exchange(&old_cookie(OLD)).await.is_none());
    assert!(house.auth.authenticate(&get(&exchanged.cookie)).await.unwrap().is_none());
}
