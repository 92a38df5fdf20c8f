//! Invalid names of columns.

use lucerna_derive::Attributes;

#[derive(Attributes)]
struct Spaced {
    #[column(name = "e-mail address")]
    email: String,
}

#[derive(Attributes)]
struct Empty {
    #[column(name = "")]
    email: String,
}

#[derive(Attributes)]
struct Shouted {
    Email: String,
}

#[derive(Attributes)]
struct SameName {
    email: String,
    #[column(name = "email")]
    address: String,
}

fn main() {}
