//! What was done.

use super::lucia::Fate;
use std::fmt;

/// Of how many it is told which they are.
const FIRST: usize = 20;

/// What was done in Redis, with counts; its `Display` is for whoever asked for it, a line for each. No token is in it.
///
/// ```
/// use lucerna_store_redis::RedisAdoptReport;
///
/// fn tell(report: &RedisAdoptReport) {
///     println!("{report}");
///     if report.left_alone > 0 {
///         println!("look into what is left: {}", report.left_alone_keys.join(", "));
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedisAdoptReport {
    /// Whether nothing was changed and this is what would be done.
    pub dry_run: bool,
    /// Sessions that were kept, under the hashes of their ids.
    pub sessions: u64,
    /// Sessions whose idle period was over, removed.
    pub dead_sessions_removed: u64,
    /// Sessions whose id no browser can offer as a token, or whose limits are no times, removed: see
    /// [`SessionId::of_token`](lucerna_core::SessionId::of_token).
    pub unusable_sessions_removed: u64,
    /// Sessions with attributes that do not fit, removed: see
    /// [`remove_unfit`](crate::RedisAdoptOptions::remove_unfit).
    pub unfit_sessions_removed: u64,
    /// One sentence for each of the first 20 of those.
    pub unfit: Vec<String>,
    /// Sets of a user's sessions, removed.
    pub user_sessions_removed: u64,
    /// Keys that begin as Lucia's do, and hold something else.
    pub left_alone: u64,
    /// The names of the first 20 of those, but the hash of what may be a token.
    pub left_alone_keys: Vec<String>,
}

impl RedisAdoptReport {
    pub(super) fn new(dry_run: bool) -> Self {
        Self {
            dry_run,
            sessions: 0,
            dead_sessions_removed: 0,
            unusable_sessions_removed: 0,
            unfit_sessions_removed: 0,
            unfit: Vec::new(),
            user_sessions_removed: 0,
            left_alone: 0,
            left_alone_keys: Vec::new(),
        }
    }

    /// Whether there was nothing of Lucia's.
    pub(super) fn found_nothing(&self) -> bool {
        self.counts().iter().all(|(_, count)| *count == 0)
    }

    /// Whether nothing of Lucia's is there, but for keys that are left alone.
    pub(super) fn left_nothing(&self) -> bool {
        let left = [
            self.sessions,
            self.dead_sessions_removed,
            self.unusable_sessions_removed,
            self.unfit_sessions_removed,
            self.user_sessions_removed,
        ];
        left.iter().all(|it| *it == 0)
    }

    pub(super) fn count(&mut self, fate: Fate) {
        let (counter, told) = match fate {
            Fate::Kept(_) => (&mut self.sessions, None),
            Fate::Dead => (&mut self.dead_sessions_removed, None),
            Fate::Unusable => (&mut self.unusable_sessions_removed, None),
            Fate::Unfit(it) => (&mut self.unfit_sessions_removed, Some((&mut self.unfit, it))),
            Fate::Index => (&mut self.user_sessions_removed, None),
            Fate::LeftAlone(it) => (&mut self.left_alone, Some((&mut self.left_alone_keys, it))),
            Fate::Gone => return,
        };
        *counter += 1;
        if let Some((list, it)) = told
            && list.len() < FIRST
        {
            list.push(it);
        }
    }

    fn counts(&self) -> [(&'static str, u64); 5] {
        [
            ("sessions kept, hashed", self.sessions),
            ("dead sessions removed", self.dead_sessions_removed),
            ("sessions that no cookie can name, or without a limit, removed", self.unusable_sessions_removed),
            ("sessions with attributes that do not fit removed", self.unfit_sessions_removed),
            ("sets of a user's sessions removed", self.user_sessions_removed),
        ]
    }
}

impl fmt::Display for RedisAdoptReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.found_nothing() {
            write!(f, "nothing was done in Redis: it has no sessions of Lucia's")?;
        } else {
            write!(
                f,
                "{}",
                match self.dry_run {
                    true => "dry run, nothing was changed in Redis; an adoption would be:",
                    false => "the sessions in Redis were adopted:",
                }
            )?;
            self.counts().iter().try_for_each(|(what, count)| write!(f, "\n{count:>8} {what}"))?;
        }
        self.unfit.iter().try_for_each(|it| write!(f, "\n         {it}"))?;
        if self.left_alone == 0 {
            return Ok(());
        }
        let keys = first_of(self.left_alone, &self.left_alone_keys);
        write!(f, "\n{:>8} keys left alone, which hold no session: {keys}", self.left_alone)
    }
}

/// These, and how many there are besides.
pub(super) fn first_of(count: u64, first: &[String]) -> String {
    let rest = count.saturating_sub(u64::try_from(first.len()).unwrap_or(u64::MAX));
    let more = if rest == 0 { String::new() } else { format!(", and {rest} more") };
    format!("{}{more}", first.join(", "))
}
