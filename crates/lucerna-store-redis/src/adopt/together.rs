//! Several calls at the same time.

use std::future::{Future, poll_fn};
use std::task::Poll;

/// What all of these come to, in their order. They are one future: whoever drops it breaks all of them off.
pub(super) async fn together<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.into_iter().map(|it| (Box::pin(it), None)).collect();
    poll_fn(|context| {
        for (future, outcome) in running.iter_mut().filter(|(_, outcome)| outcome.is_none()) {
            if let Poll::Ready(it) = future.as_mut().poll(context) {
                *outcome = Some(it);
            }
        }
        let done = running.iter().all(|(_, outcome)| outcome.is_some());
        if done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_run_at_once_and_answer_in_their_order() {
        let barrier = tokio::sync::Barrier::new(3);
        let each = (0..3).map(async |it| {
            barrier.wait().await;
            it
        });
        assert_eq!(together(each).await, [0, 1, 2]);
        assert!(together(Vec::<std::future::Ready<()>>::new()).await.is_empty());
    }
}
