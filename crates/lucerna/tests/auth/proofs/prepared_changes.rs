//! Observers prepare for a change of an account before it is made.

use super::kit::{member, memory_app_with, post};
use crate::kit::PASSWORD;
use lucerna::extend::Services;
use lucerna::{Error, Event, KeyId, NewKey, Observer, PrepareFuture, StoreError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// Sends the events with the id of a change: `true` before the change, and `false` after it.
struct Changes {
    sender: Mutex<Sender<(bool, Event)>>,
    fails: Arc<AtomicBool>,
}

impl Changes {
    fn send(&self, is_before: bool, event: &Event) {
        if event.change.is_some() {
            self.sender.lock().unwrap().send((is_before, event.clone())).unwrap();
        }
    }
}

impl Observer for Changes {
    fn observe(&self, event: &Event) {
        self.send(false, event);
    }

    fn prepare<'a>(&'a self, event: &'a Event, services: &'a Services) -> PrepareFuture<'a> {
        Box::pin(async move {
            assert!(event.at == Some(services.now()) && event.user_id.is_some());
            self.send(true, event);
            match self.fails.load(Ordering::Relaxed) {
                true => Err(Error::from(StoreError::Unavailable("as requested".into()))),
                false => Ok(()),
            }
        })
    }
}

fn app() -> (super::kit::MemoryApp, Receiver<(bool, Event)>, Arc<AtomicBool>) {
    let (send, events) = channel();
    let fails = Arc::new(AtomicBool::new(false));
    let observer = Changes { sender: send.into(), fails: Arc::clone(&fails) };
    (memory_app_with([], |it| it.observer(observer)), events, fails)
}

#[tokio::test]
async fn an_observer_prepares_for_each_change_and_receives_its_id_again() {
    let (app, events, _) = app();
    let auth = &app.auth;
    let created = auth.sign_up(member("alice"), PASSWORD).await.unwrap();
    let github = KeyId::new("github", "1").unwrap();
    auth.create_key(&created.verified, NewKey::without_password(github.clone())).await.unwrap();
    auth.delete_key(&created.verified, &github, None).await.unwrap();
    let alice = KeyId::username("alice");
    let verified = auth.verify_password(&alice, PASSWORD).await.unwrap();
    let cookie = auth.start_session(verified, auth.prove_origin(&post()).unwrap()).await.unwrap();
    auth.rename_user(&created.verified, |it| it.username = "alicia".to_owned()).await.unwrap();
    let alicia = KeyId::username("alicia");
    auth.danger_set_password(&alicia, "wrong donkey generator").await.unwrap();
    auth.danger_remove_password(&alicia).await.unwrap();
    drop(cookie);
    // Events after changes come on a thread of their own.
    let (before, after): (Vec<_>, Vec<_>) = events.iter().take(12).partition(|(is_before, _)| *is_before);
    let told = |(_, event): &(bool, Event)| (event.name, event.change.clone());
    assert_eq!(before.iter().map(told).collect::<Vec<_>>(), after.iter().map(told).collect::<Vec<_>>());
    let names: Vec<_> = after.iter().map(|(_, event)| event.name).collect();
    let expected =
        ["key.created", "key.deleted", "device.new", "user.renamed", "password.changed", "password.removed"];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_change_is_not_made_if_an_observer_cannot_prepare() {
    let (app, _events, fails) = app();
    let auth = &app.auth;
    let created = auth.sign_up(member("alice"), PASSWORD).await.unwrap();
    let alice = KeyId::username("alice");
    fails.store(true, Ordering::Relaxed);
    assert!(auth.danger_set_password(&alice, "wrong donkey generator").await.is_err());
    let github = KeyId::new("github", "1").unwrap();
    assert!(auth.create_key(&created.verified, NewKey::without_password(github)).await.is_err());
    let renamed = auth.rename_user(&created.verified, |it| it.username = "alicia".to_owned()).await;
    assert!(renamed.is_err());
    let verified = auth.verify_password(&alice, PASSWORD).await.unwrap();
    assert!(auth.start_session(verified, auth.prove_origin(&post()).unwrap()).await.is_err());
    assert_eq!(auth.user_keys(&created.user.id).await.unwrap().len(), 1);
    assert!(auth.user_sessions(&created.user.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_fingerprint_of_credentials_changes_with_each_of_them() {
    let (app, _events, _) = app();
    let auth = &app.auth;
    let created = auth.sign_up(member("alice"), PASSWORD).await.unwrap();
    let (user, services) = (&created.user.id, auth.services());
    let mut seen = vec![services.credential_fingerprint(user).await.unwrap()];
    assert_eq!(services.credential_fingerprint(user).await.unwrap(), seen[0]);
    let alice = KeyId::username("alice");
    auth.danger_set_password(&alice, PASSWORD).await.unwrap();
    seen.push(services.credential_fingerprint(user).await.unwrap());
    auth.danger_create_key(user, NewKey::without_password(KeyId::new("github", "1").unwrap())).await.unwrap();
    seen.push(services.credential_fingerprint(user).await.unwrap());
    auth.danger_remove_password(&alice).await.unwrap();
    seen.push(services.credential_fingerprint(user).await.unwrap());
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}
