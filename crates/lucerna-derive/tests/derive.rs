//! What the derive writes, and what the compiler says where it cannot.

use lucerna_core::{Attributes as _, Column, Row, Timestamp, Value};
use lucerna_derive::Attributes;

#[derive(Attributes, Clone, Debug, PartialEq)]
#[attributes(crate = lucerna_core)]
struct Everything {
    #[column(unique)]
    username: String,
    #[column(name = "email_address", unique)]
    email: Option<String>,
    age: u32,
    height: f64,
    admin: bool,
    avatar: Vec<u8>,
    seen: Option<Timestamp>,
    r#type: i64,
}

fn everything() -> Everything {
    Everything {
        username: "Alice".to_owned(),
        email: None,
        age: 7,
        height: 1.5,
        admin: false,
        avatar: vec![0, 255],
        seen: Some(Timestamp::from_unix_millis(1)),
        r#type: -1,
    }
}

#[test]
fn a_struct_goes_into_a_row_and_comes_back() {
    let mut row = everything().to_row();
    assert_eq!(row.value("email_address"), Some(&Value::Null));
    assert_eq!(
        row.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        ["username", "email_address", "age", "height", "admin", "avatar", "seen", "type"]
    );
    assert_eq!(Everything::from_row(&mut row), Ok(everything()));
}

#[test]
fn columns_carry_their_type_and_constraints() {
    let columns = Everything::columns();
    assert_eq!(columns[0], Column::of::<String>("username").unique());
    assert_eq!(columns[1], Column::of::<Option<String>>("email_address").unique());
    assert_eq!(columns[7], Column::of::<i64>("type"));
}

#[test]
fn a_row_that_lacks_a_column_is_an_error() {
    let error = Everything::from_row(&mut Row::new()).unwrap_err();
    assert_eq!(error.to_string(), "the row has no column `username`");
}

#[test]
fn the_compiler_says_what_is_wrong() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
