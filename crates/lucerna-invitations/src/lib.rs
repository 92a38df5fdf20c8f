//! One-time invitations for Lucerna: your application, or one of its users, invites an address, and the link signs the invited
//! person in once.
//!
//! # Set up
//!
//! Open the store with the [`tables`], and make [`Invitations`] beside your `Auth`:
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
//! Send the link to the address, and to nobody else. The database has a hash of its code alone.
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
//! The link is a `GET`, which mail scanners and previews follow too. Answer it with a page that has a button, show whom
//! [`find`](Invitations::find) says is invited, and accept on the `POST`:
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
//! Who signs in already with that address is signed in as that user. Everybody else becomes a user with the key
//! [`KeyId::email`](lucerna_core::KeyId::email) of the address, without a password: to let them choose one, call
//! [`Auth::change_password`](lucerna_core::Auth::change_password) with the proof. A second factor is asked for as at every sign-in.
//!
//! # What holds
//!
//! - An invitation is redeemed once, within [`LIFETIME`]. Of many callers one receives the proof.
//! - An address has one open invitation. `BOB@example.com` and `bob@example.com` are one address.
//! - The invitations of a user are deleted with the user.
//! - If the user cannot be created, for instance because a unique attribute is taken, the invitation is valid again. If the
//!   process ends at that moment, or the future is dropped, the invitation is lost: invite the address again.
//!
//! If your application lets people sign up with an address that it has not verified, somebody may have done so with the address
//! of the invited person, and knows the password of that user. Offer invitations only where keys of addresses are verified.
//!
//! # Events
//!
//! | name | when |
//! |---|---|
//! | `invitation.created`, `invitation.withdrawn` | an address was invited, an invitation withdrawn; the user is the inviting one |
//! | `invitation.accepted` | a code was redeemed; the user is the one who was signed in |
//! | `invitation.refused` | a code was unknown, used, withdrawn or expired |
//! | `invitation.restored`, `invitation.lost` | the user could not be created, and the invitation is valid again, or could not be put back |

mod error;
mod invitation;
mod invitations;

pub use error::{AcceptError, InviteError};
pub use invitation::{Accepted, Invitation, Invited, tables};
pub use invitations::{INVITATION, Invitations, LIFETIME};
