//! Tests of the derives: their implementations, and the compiler's errors.

use lucerna_core::{
    Attributes as _, Column, ColumnOf, ColumnType, KeyId, Row, Scalar as _, Timestamp, Value,
};
use lucerna_derive::{Attributes, Scalar};

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
fn a_struct_survives_the_round_trip_through_a_row() {
    let mut row = everything().to_row();
    assert_eq!(row.value("email_address"), Some(&Value::Null));
    assert_eq!(
        row.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        ["username", "email_address", "age", "height", "admin", "avatar", "seen", "type"]
    );
    assert_eq!(Everything::from_row(&mut row), Ok(everything()));
}

#[test]
fn columns_have_their_type_and_constraints() {
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

#[derive(Attributes)]
#[attributes(crate = lucerna_core)]
struct ClubMember {
    #[column(email)]
    email: String,
    #[column(unique, name = "member_number")]
    number: Option<i64>,
    #[column(index)]
    organisation: String,
    #[column(default = ClubRole::Member)]
    role: ClubRole,
}

#[derive(Scalar, Clone, Copy, Debug, PartialEq)]
#[scalar(crate = lucerna_core)]
enum ClubRole {
    Member,
    BoardMember,
    #[scalar(name = "boss")]
    Chair,
}

#[test]
fn the_key_is_made_from_its_column_and_search_columns_are_typed() {
    let member = ClubMember {
        email: " Alice@Example.com".into(),
        number: Some(7),
        organisation: "club".into(),
        role: ClubRole::Chair,
    };
    assert_eq!(member.login(), Some(KeyId::email("alice@example.com")));
    assert_eq!(everything().login(), None);
    let number: ColumnOf<ClubMember, i64> = ClubMember::NUMBER;
    let organisation: ColumnOf<ClubMember, String> = ClubMember::ORGANISATION;
    assert_eq!((number.name(), organisation.name()), ("member_number", "organisation"));
    let columns = ClubMember::columns();
    assert_eq!(columns[2], Column::of::<String>("organisation").indexed());
    assert_eq!(columns[3], Column::of::<ClubRole>("role").with_default(&ClubRole::Member));
}

#[test]
fn an_enum_is_a_column_of_text() {
    for (role, text) in
        [(ClubRole::Member, "member"), (ClubRole::BoardMember, "board_member"), (ClubRole::Chair, "boss")]
    {
        assert_eq!(role.to_value(), Value::Text(text.to_owned()));
        assert_eq!(ClubRole::from_value(role.to_value()), Some(role));
    }
    assert_eq!(ClubRole::from_value(Value::Text("Member".to_owned())), None);
    assert_eq!((ClubRole::TYPE, ClubRole::from_value(Value::Null)), (ColumnType::Text, None));
}

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
