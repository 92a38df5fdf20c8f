//! What becomes of a session of Lucia's, wherever it was kept.

use crate::{AdoptOptions, Counter};
use lucerna_core::{Expiry, SessionId, Timestamp};

/// The id and the limits under which the session is kept, or as what it is counted and removed.
pub(crate) fn judge(
    token: Option<&str>,
    [active, idle]: [Timestamp; 2],
    options: &AdoptOptions,
) -> Result<(SessionId, Expiry), Counter> {
    if options.now > idle {
        return Err(Counter::DeadSessions);
    }
    let id = token.and_then(SessionId::of_token).ok_or(Counter::UnusableSessions)?;
    let absolute = options.now.after(options.policy.absolute).max(idle);
    Ok((id, Expiry { active, idle, absolute }))
}
