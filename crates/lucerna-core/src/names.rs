//! Names that users choose: which ones are allowed, and which ones look alike.

mod address;
mod direction;
mod looks;
mod policy;
mod punycode;
mod row;
mod spelling;
mod text;

pub(crate) use looks::Looks;
pub use looks::skeleton;
pub use policy::{NamePolicy, RestrictionLevel};
pub(crate) use row::{LookVerdict, NAMES, NameRow};
