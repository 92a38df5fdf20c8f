//! A second factor stays required.

use crate::app::{ALICE, App, OTHER_PASSWORD, link, schema};
use lucerna_core::{
    FactorFuture, Method, PENDING_SIGN_INS, RecordTable, SecondFactor, Services, SessionOptions,
    StartSessionError, UserId,
};
use lucerna_mail::Shown;
use lucerna_store_memory::MemoryStore;

/// A factor that every user has set up.
pub(crate) struct Always;

impl SecondFactor for Always {
    fn methods(&self) -> &[Method] {
        const { &[Method::new("always")] }
    }

    fn is_set_up<'a>(&'a self, _: &'a Services, _: &'a UserId) -> FactorFuture<'a, bool> {
        Box::pin(async { Ok(true) })
    }

    fn tables(&self) -> Vec<RecordTable> {
        vec![PENDING_SIGN_INS.declare()]
    }
}

#[tokio::test]
async fn asvs_6_4_3_a_reset_and_a_link_do_not_pass_by_the_second_factor() {
    let app = App::with(MemoryStore::new(schema()), Some(Always));
    app.verified_user(ALICE).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let reset = link(&app.letter(ALICE).await);
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let sign_in = link(&app.letter(ALICE).await);
    let proofs = [
        app.mail.sign_in(Shown::Link(&sign_in)).await.unwrap().verified,
        app.mail.reset_password(Shown::Link(&reset), OTHER_PASSWORD).await.unwrap(),
    ];
    for verified in proofs {
        let started = app.auth.start_bearer_session(verified, SessionOptions::default()).await;
        assert!(matches!(started, Err(StartSessionError::SecondFactor(_))), "{started:?}");
    }
}
