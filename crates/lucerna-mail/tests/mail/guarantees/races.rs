//! 64 concurrent callers.

use crate::app::{ALICE, App, BOB, Browser, OTHER_PASSWORD, code, link, wrong};
use lucerna_core::Error;
use lucerna_mail::{Mail, RedeemError, ResetPasswordError, Shown};
use std::sync::Arc;
use tokio::sync::Barrier;

const RACERS: usize = 64;

pub(crate) async fn rt_070_one_of_64_redeems_a_link(app: App) {
    app.verified_user(ALICE).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let outcomes = race(app.mail.clone(), move |mail| {
        let link = link.clone();
        async move { mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await }
    });
    let outcomes = outcomes.await;
    assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 1);
    for refused in outcomes.iter().filter_map(|it| it.as_ref().err()) {
        assert!(matches!(refused, ResetPasswordError::Invalid), "{refused:?}");
    }
}

pub(crate) async fn rt_070_one_of_64_undoes_a_change_of_address(app: App) {
    let user = app.verified_user(ALICE).await;
    drop(app.mail.request_address(&app.password(ALICE).await, BOB).await.unwrap());
    let change = link(&app.letter(BOB).await);
    app.mail.confirm_address(&app.password(ALICE).await, Shown::Link(&change), None).await.unwrap();
    let undo = link(&app.letter(ALICE).await);
    let outcomes = race(app.mail.clone(), move |mail| {
        let undo = undo.clone();
        async move { mail.undo_address(&undo).await }
    });
    let outcomes = outcomes.await;
    assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 1);
    for refused in outcomes.iter().filter_map(|it| it.as_ref().err()) {
        assert!(matches!(refused, RedeemError::Invalid), "{refused:?}");
    }
    assert_eq!((app.owner(ALICE).await, app.owner(BOB).await), (Some(user), None));
    assert!(app.is_verified(ALICE).await);
}

pub(crate) async fn rt_072_one_of_64_signs_in_with_a_code(app: App) {
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_sign_in(ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    let outcomes = race(app.by(&browser), move |mail| {
        let code = code.clone();
        async move { mail.sign_in(Shown::Code { address: ALICE, code: &code }).await }
    });
    assert_eq!(outcomes.await.iter().filter(|it| it.is_ok()).count(), 1);
}

pub(crate) async fn rt_072_one_of_64_signs_in_with_a_link(app: App) {
    app.verified_user(ALICE).await;
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let outcomes = race(app.mail.clone(), move |mail| {
        let link = link.clone();
        async move { mail.sign_in(Shown::Link(&link)).await }
    });
    assert_eq!(outcomes.await.iter().filter(|it| it.is_ok()).count(), 1);
}

/// The count of the address is cleared all the time, so that only the count of the code limits the guesses.
pub(crate) async fn rt_073_guesses_of_64_callers_are_all_counted(app: App) {
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_sign_in(ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    let services = app.auth.services();
    let forgive = async || -> Result<(), Error> { services.attempts().clear("mail_code", ALICE).await };
    for _ in 0..4 {
        app.by(&browser).sign_in(Shown::Code { address: ALICE, code: wrong(&code) }).await.unwrap_err();
        forgive().await.unwrap();
    }
    // Four of five guesses are used up. The last one is used up by one of these.
    let (wrong, shared) = (wrong(&code), services.clone());
    let outcomes = race(app.by(&browser), move |mail| {
        let services = shared.clone();
        async move {
            services.attempts().clear("mail_code", ALICE).await.unwrap();
            mail.sign_in(Shown::Code { address: ALICE, code: wrong }).await
        }
    });
    assert!(outcomes.await.iter().all(Result::is_err));
    forgive().await.unwrap();
    let refused = app.by(&browser).sign_in(Shown::Code { address: ALICE, code: &code }).await.unwrap_err();
    assert!(matches!(refused, RedeemError::Invalid), "{refused:?}");
}

/// After many wrong guesses at once, the right code has to wait, also a new one (NIST SP 800-63B: a new code starts no new count).
pub(crate) async fn rt_073_after_64_wrong_guesses_a_new_code_has_to_wait(app: App) {
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_sign_in(ALICE).await.unwrap());
    let wrong = wrong(&code(&app.letter(ALICE).await));
    let outcomes = race(app.by(&browser), move |mail| async move {
        mail.sign_in(Shown::Code { address: ALICE, code: wrong }).await
    });
    assert!(outcomes.await.iter().all(|it| matches!(it, Err(RedeemError::Invalid))));
    browser.keep(app.by(&browser).request_sign_in(ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    let shown = Shown::Code { address: ALICE, code: &code };
    let refused = app.by(&browser).sign_in(shown).await.unwrap_err();
    assert!(matches!(refused, RedeemError::Invalid), "{refused:?}");
    app.turn_minutes(5);
    app.by(&browser).sign_in(shown).await.unwrap();
}

pub(crate) async fn race<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    mail: Mail,
    act: impl Fn(Mail) -> F + Clone + Send + 'static,
) -> Vec<T> {
    let start = Arc::new(Barrier::new(RACERS));
    let callers = (0..RACERS).map(|_| {
        let (start, mail, act) = (start.clone(), mail.clone(), act.clone());
        tokio::spawn(async move {
            start.wait().await;
            act(mail).await
        })
    });
    let mut outcomes = Vec::new();
    for caller in callers.collect::<Vec<_>>() {
        outcomes.push(caller.await.unwrap());
    }
    outcomes
}
