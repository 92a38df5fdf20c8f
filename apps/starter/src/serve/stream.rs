//! The bytes of a connection, watched: the server learns whether the client keeps it waiting.

use super::activity::Activity;
use super::automatic_answer::AnswerHeaders;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream that tells an [`Activity`] of its bytes, and adds headers to hyper's own answers.
#[derive(Debug)]
pub(crate) struct WatchedStream<S> {
    stream: S,
    activity: Arc<Activity>,
    headers: Arc<AnswerHeaders>,
    /// The unsent bytes of hyper's own answer, which is the last on its connection.
    last: Vec<u8>,
}

impl<S> WatchedStream<S> {
    pub(crate) fn new(stream: S, activity: Arc<Activity>, headers: Arc<AnswerHeaders>) -> Self {
        Self { stream, activity, headers, last: Vec::new() }
    }
}

impl<S: AsyncWrite + Unpin> WatchedStream<S> {
    fn poll_send(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(cx, bytes);
        match &poll {
            Poll::Pending => self.activity.write_blocked(),
            Poll::Ready(_) => self.activity.sent(),
        }
        poll
    }

    fn poll_send_last(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.last.is_empty() {
            let bytes = std::mem::take(&mut self.last);
            let poll = self.poll_send(cx, &bytes);
            self.last = bytes;
            match ready!(poll)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => drop(self.last.drain(..sent)),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WatchedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.received();
        }
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WatchedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_send_last(cx))?;
        match self.headers.split(bytes) {
            Some(([], answer)) => {
                self.last = answer;
                Poll::Ready(Ok(bytes.len()))
            }
            Some((before, _)) => self.poll_send(cx, before),
            None => self.poll_send(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send_last(cx))?;
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.activity.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send_last(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
