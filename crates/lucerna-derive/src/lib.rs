//! `#[derive(Attributes)]` for Lucerna: it writes only what can be written by hand.
//!
//! Applications use it through the `lucerna` crate, which shows what it writes at the trait `Attributes`.

use proc_macro::TokenStream;
use proc_macro2::Span;
use quote::{quote, quote_spanned};
use std::collections::HashSet;
use syn::spanned::Spanned as _;
use syn::{
    Data, DeriveInput, Error, Field, Fields, Ident, LitStr, Path, Result, parse_macro_input, parse_quote,
};

/// Makes a struct with named fields a set of columns: a field is a column of the same name and of its type.
///
/// ```
/// use lucerna_core::{Attributes as _, Column};
/// use lucerna_derive::Attributes;
///
/// #[derive(Attributes)]
/// #[attributes(crate = lucerna_core)] // not needed where the application depends on `lucerna`
/// struct Profile {
///     #[column(unique)]
///     username: String,
///     #[column(name = "email_address")]
///     email: Option<String>,
/// }
///
/// assert_eq!(Profile::columns()[0], Column::of::<String>("username").unique());
/// assert_eq!(Profile::columns()[1], Column::of::<Option<String>>("email_address"));
/// ```
///
/// * `#[column(unique)]`: no two users may have the same value.
/// * `#[column(name = "…")]`: the column's name, where it is not the field's. Names have `a` to `z`, `0` to `9` and
///   `_`, no digit first and at most 63 of them, and no two columns have the same: what else stands there does not
///   compile.
/// * `#[attributes(crate = …)]`: the path to Lucerna, where it is not `::lucerna`.
#[proc_macro_derive(Attributes, attributes(attributes, column))]
pub fn derive_attributes(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    let lucerna = path_to_lucerna(input)?;
    let name = &input.ident;
    let columns = columns(input)?;
    let declare = columns.iter().map(|Column { name, unique, field, .. }| {
        let ty = &field.ty;
        let unique = unique.then(|| quote!(.unique()));
        quote!(#lucerna::Column::of::<#ty>(#name)#unique)
    });
    // At the field's type, where the compiler is to point if it does not fit into a column.
    let write = columns.iter().map(
        |Column { name, ident, field, .. }| quote_spanned!(field.ty.span() => .with(#name, &self.#ident)),
    );
    let read = columns
        .iter()
        .map(|Column { name, ident, field, .. }| quote_spanned!(field.ty.span() => #ident: row.take(#name)?));
    let count = columns.len();
    Ok(quote! {
        #[automatically_derived]
        impl #lucerna::Attributes for #name {
            fn columns() -> ::std::vec::Vec<#lucerna::Column> {
                ::std::vec![#(#declare),*]
            }

            fn to_row(&self) -> #lucerna::Row {
                #lucerna::Row::with_capacity(#count)#(#write)*
            }

            fn from_row(row: &mut #lucerna::Row) -> ::std::result::Result<Self, #lucerna::ColumnError> {
                ::std::result::Result::Ok(Self { #(#read),* })
            }
        }
    })
}

struct Column<'a> {
    field: &'a Field,
    ident: &'a Ident,
    name: String,
    named_at: Span,
    unique: bool,
}

fn columns(input: &DeriveInput) -> Result<Vec<Column<'_>>> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &input.generics,
            "attributes cannot be generic: a column has one type",
        ));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => distinct(fields.named.iter().map(column).collect::<Result<_>>()?),
            _ => Err(Error::new_spanned(
                &input.ident,
                "attributes need named fields: a field's name is its column's",
            )),
        },
        _ => Err(Error::new_spanned(&input.ident, "attributes are a struct: each field is a column")),
    }
}

fn column(field: &Field) -> Result<Column<'_>> {
    let Some(ident) = &field.ident else {
        return Err(Error::new_spanned(field, "attributes need named fields"));
    };
    let mut column = Column { field, ident, name: ident.to_string(), named_at: ident.span(), unique: false };
    if let Some(bare) = column.name.strip_prefix("r#") {
        column.name = bare.to_owned();
    }
    for attribute in field.attrs.iter().filter(|it| it.path().is_ident("column")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("unique") {
                column.unique = true;
            } else if meta.path.is_ident("name") {
                let name = meta.value()?.parse::<LitStr>()?;
                (column.name, column.named_at) = (name.value(), name.span());
            } else {
                return Err(meta.error("a column can be `unique` and have a `name = \"…\"`"));
            }
            Ok(())
        })?;
    }
    if is_name(&column.name) { Ok(column) } else { Err(Error::new(column.named_at, BAD_NAME)) }
}

const BAD_NAME: &str =
    "a column's name has a to z, 0 to 9 and _, no digit first and at most 63: say `#[column(name = \"…\")]`";

/// Whether a schema takes the name.
fn is_name(name: &str) -> bool {
    !name.starts_with(|it: char| it.is_ascii_digit())
        && (1..=63).contains(&name.len())
        && name.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// The columns, if no two of them have one name.
fn distinct(columns: Vec<Column<'_>>) -> Result<Vec<Column<'_>>> {
    let mut names = HashSet::new();
    match columns.iter().find(|it| !names.insert(&it.name)) {
        Some(it) => Err(Error::new(it.named_at, format!("there is another column `{}`", it.name))),
        None => Ok(columns),
    }
}

fn path_to_lucerna(input: &DeriveInput) -> Result<Path> {
    let mut path = parse_quote!(::lucerna);
    for attribute in input.attrs.iter().filter(|it| it.path().is_ident("attributes")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                path = meta.value()?.parse()?;
                Ok(())
            } else {
                Err(meta.error("attributes can have a `crate = …`"))
            }
        })?;
    }
    Ok(path)
}
