//! One-time invitations for Lucerna. Your application or one of its users invites an address, and the link signs the invited
//! person in once.
//!
//! # Set up
//!
//! Open the store with the [`tables`], and build [`Invitations`] from your `Auth`:
//!
//! ```
//! use lucerna_core::{Auth, Schema};
//! use lucerna_invitations::Invitations;
//! # use lucerna_store_memory::MemoryStore as Store;
//! # use lucerna_testkit::quick_passwords as passwords;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let schema = Schema::of::<()>()?.with(lucerna_invitations::tables())?;
//! let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?).build()?;
//! let invitations = Invitations::new(&auth)?.page("/join");
//! # Ok(())
//! # }
//! ```
//!
//! # Invite
//!
//! Send the link only to the invited address. The database has only a hash of its code.
//!
//! ```
//! # use lucerna_core::{Session, UserId};
//! # use lucerna_invitations::{Invitations, InviteError};
//! # fn send_mail(_: &str, _: &str) {}
//! # async fn example(invitations: Invitations, session: Session<(), ()>) -> Result<(), InviteError> {
//! match invitations.invite_by(&session.user.id, "bob@example.com").await {
//!     Ok(invited) => send_mail(&invited.invitation.address, &invited.link()),
//!     Err(InviteError::AlreadyInvited) => println!("Bob has an invitation that is still open"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Accept
//!
//! The link is a `GET`, which mail scanners and previews also follow. Answer it with a page that shows the result of
//! [`find`](Invitations::find) and has a button. Accept on the `POST`:
//!
//! ```
//! # use lucerna_core::{Auth, RequestHead, SessionCookie};
//! # use lucerna_invitations::Invitations;
//! # async fn example(auth: Auth, invitations: Invitations, request: impl RequestHead + Sync, code: &str)
//! #     -> Result<SessionCookie, Box<dyn std::error::Error>> {
//! let proof = auth.prove_origin(&request)?;
//! let accepted = invitations.on_behalf_of(&request).accept(code, |_address| ()).await?;
//! Ok(auth.start_session(accepted.verified, proof).await?)
//! # }
//! ```
//!
//! If a user signs in with that address, the proof is for that user. Otherwise accepting creates a user with the key
//! [`KeyId::email`](lucerna_core::KeyId::email) of the address, without a password. To let them choose one, call
//! [`Auth::change_password`](lucerna_core::Auth::change_password) with the proof. A second factor is required as at every sign-in.
//!
//! # Guarantees
//!
//! - An invitation is accepted once, within [`LIFETIME`]. Of several concurrent callers, one receives the proof.
//! - An address has at most one open invitation. `BOB@example.com` and `bob@example.com` are the same address.
//! - Deleting a user deletes the user's invitations.
//! - If the user cannot be created, for example because a unique attribute is taken, the invitation is valid again. If the
//!   process ends at that moment, or the future is dropped, the invitation is lost. Invite the address again then.
//!
//! Offer invitations only if your application verifies the addresses of keys. Otherwise an attacker can sign up with the invited
//! person's address first, and knows the password of that account.
//!
//! # Events
//!
//! | name | when |
//! |---|---|
//! | `invitation.created`, `invitation.withdrawn` | an address was invited, or an invitation withdrawn; the user is the inviting one |
//! | `invitation.accepted` | a code was accepted; the user is the invited one |
//! | `invitation.refused` | a code was unknown, used, withdrawn or expired |
//! | `invitation.restored`, `invitation.lost` | the user could not be created, and the invitation was restored, or could not be |

mod error;
mod invitation;
mod invitations;

pub use error::{AcceptError, InviteError};
pub use invitation::{Accepted, Invitation, Invited, tables};
pub use invitations::{INVITATION, Invitations, LIFETIME};
