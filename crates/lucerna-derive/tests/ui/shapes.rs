//! Types that cannot be a set of columns, and options that do not exist.

use lucerna_derive::{Attributes, Scalar};

#[derive(Attributes)]
struct Tuple(String);

#[derive(Attributes)]
enum Enum {
    One,
}

#[derive(Attributes)]
struct Generic<T> {
    it: T,
}

#[derive(Attributes)]
struct Typo {
    #[column(uniq)]
    username: String,
}

#[derive(Attributes)]
struct TwoLogins {
    #[column(username)]
    username: String,
    #[column(email)]
    email: String,
}

#[derive(Scalar)]
struct NoEnum;

#[derive(Scalar)]
enum WithFields {
    One(String),
}

#[derive(Scalar)]
enum SameText {
    OneTwo,
    #[scalar(name = "one_two")]
    Other,
}

fn main() {}
