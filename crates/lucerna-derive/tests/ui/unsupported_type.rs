//! A field of a type that does not fit into a column.

#[derive(lucerna_derive::Attributes)]
#[attributes(crate = lucerna_core)]
struct Profile {
    username: String,
    role: Role,
}

struct Role;

fn main() {}
