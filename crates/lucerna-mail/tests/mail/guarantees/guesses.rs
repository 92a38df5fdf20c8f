//! The limits of guesses at codes: for each address and each kind of code, and for each network.

use crate::app::{ALICE, App, BOB, Browser, code, wrong};
use lucerna_mail::{RedeemError, Shown};

/// The guesses that one network has in an hour.
const OF_NETWORK: usize = 300;

pub(crate) async fn a_stranger_who_guesses_does_not_delay_the_code_of_the_user(app: App) {
    let proof = app.sign_up(ALICE).await;
    let [mut browser, mut stranger] = [(); 2].map(|()| Browser::default());
    browser.keep(app.by(&browser).request_verification_by(&proof, ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    stranger.keep(app.by(&stranger).request_verification(ALICE).await.unwrap());
    app.letter(ALICE).await;
    for _ in 0..20 {
        let shown = Shown::Code { address: ALICE, code: wrong(&code) };
        app.by(&stranger).verify(shown).await.unwrap_err();
    }
    let redeemed = app.by(&browser).verify(Shown::Code { address: ALICE, code: &code }).await.unwrap();
    assert!(!redeemed.dropped);
}

pub(crate) async fn guesses_of_one_network_are_limited_and_those_of_others_are_not(app: App) {
    let [mut flooding, mut other] = [(); 2].map(|()| Browser::default());
    (flooding.peer, other.peer) = (Some([192, 0, 2, 1].into()), Some([192, 0, 3, 1].into()));
    app.verified_user(BOB).await;
    other.keep(app.by(&other).request_sign_in(BOB).await.unwrap());
    let code = code(&app.letter(BOB).await);
    let guess = async |number: usize| {
        let address = format!("user{number}@example.com");
        app.by(&flooding).sign_in(Shown::Code { address: &address, code: "1234 5678" }).await.unwrap_err()
    };
    for number in 0..OF_NETWORK {
        assert!(matches!(guess(number).await, RedeemError::Invalid), "{number}");
    }
    assert!(matches!(guess(OF_NETWORK).await, RedeemError::TooManyAttempts(_)));
    app.by(&other).sign_in(Shown::Code { address: BOB, code: &code }).await.unwrap();
    app.turn_minutes(61);
    assert!(matches!(guess(OF_NETWORK).await, RedeemError::Invalid));
}
