//! `#[derive(Attributes)]` and `#[derive(Scalar)]` for Lucerna: they write only what can be written by hand.
//!
//! Applications use it through the `lucerna` crate, which shows what it writes at the trait `Attributes`.

mod scalar;

use proc_macro::TokenStream;
use proc_macro2::Span;
use quote::{format_ident, quote, quote_spanned};
use std::collections::HashSet;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{
    Data, DeriveInput, Error, Expr, Field, Fields, GenericArgument, Ident, LitStr, Path, PathArguments,
    Result, Type, parse_macro_input, parse_quote,
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
/// * `#[column(unique)]`: no two rows may have the same value. The struct gets a constant for it, `Profile::USERNAME`, by
///   which rows are found.
/// * `#[column(index)]`: the same without being unique, in tables of records.
/// * `#[column(username)]` or `#[column(email)]`: users sign in with this value, a `String`. The key is made of it, so that the
///   name is given once: see `Attributes::login`.
/// * `#[column(default = …)]`: rows that were written before the column existed have this value.
/// * `#[column(name = "…")]`: the column's name, where it is not the field's. Names have `a` to `z`, `0` to `9` and
///   `_`, no digit first and at most 63 of them, and no two columns have the same: what else stands there does not
///   compile.
/// * `#[attributes(crate = …)]`: the path to Lucerna, where it is not `::lucerna`.
#[proc_macro_derive(Attributes, attributes(attributes, column))]
pub fn derive_attributes(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Makes an enum without fields a column of text: each variant is its name in `snake_case`.
///
/// ```
/// use lucerna_core::{Scalar as _, Value};
/// use lucerna_derive::Scalar;
///
/// #[derive(Scalar, Debug, PartialEq)]
/// #[scalar(crate = lucerna_core)] // not needed where the application depends on `lucerna`
/// enum Role {
///     Member,
///     #[scalar(name = "admin")]
///     Administrator,
/// }
///
/// assert_eq!(Role::Member.to_value(), Value::Text("member".to_owned()));
/// assert_eq!(Role::from_value(Value::Text("admin".to_owned())), Some(Role::Administrator));
/// assert_eq!(Role::from_value(Value::Text("owner".to_owned())), None);
/// ```
///
/// A value in the database that is no variant's is an error when the row is read. Keep the text of a variant that is renamed,
/// with `#[scalar(name = "…")]`.
#[proc_macro_derive(Scalar, attributes(scalar))]
pub fn derive_scalar(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    scalar::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    let lucerna = path_to_lucerna(input, "attributes")?;
    let name = &input.ident;
    let columns = columns(input)?;
    let login = login(&lucerna, &columns)?;
    let searched = columns.iter().filter(|it| it.unique || it.indexed).map(|it| searched(&lucerna, it));
    let declare = columns.iter().map(|Column { name, unique, indexed, default, field, .. }| {
        let ty = &field.ty;
        let unique = unique.then(|| quote!(.unique()));
        let indexed = indexed.then(|| quote!(.indexed()));
        let default = default.as_ref().map(|it| quote!(.with_default(&{ let value: #ty = #it; value })));
        quote!(#lucerna::Column::of::<#ty>(#name)#unique #indexed #default)
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

            #login
        }

        #[automatically_derived]
        #[allow(dead_code, reason = "an application need not search by every column")]
        impl #name {
            #(#searched)*
        }
    })
}

/// The constant by which rows are found.
fn searched(lucerna: &Path, column: &Column<'_>) -> proc_macro2::TokenStream {
    let Column { field, ident, name, .. } = column;
    let constant = format_ident!("{}", ident.unraw().to_string().to_uppercase());
    let (vis, ty) = (&field.vis, inner_type(&field.ty));
    let doc = format!("The column `{name}`, by which rows are found.");
    quote! {
        #[doc = #doc]
        #vis const #constant: #lucerna::ColumnOf<Self, #ty> = #lucerna::ColumnOf::new(#name);
    }
}

/// The type of the values that are searched for: nobody searches for an empty one.
fn inner_type(ty: &Type) -> &Type {
    let Type::Path(path) = ty else { return ty };
    let Some(last) = path.path.segments.last().filter(|it| it.ident == "Option") else { return ty };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => inner,
            _ => ty,
        },
        _ => ty,
    }
}

/// The method that makes the key of a column with which users sign in.
fn login(lucerna: &Path, columns: &[Column<'_>]) -> Result<Option<proc_macro2::TokenStream>> {
    let mut logins = columns.iter().filter_map(|it| Some((it, it.login.as_ref()?)));
    let Some((Column { ident, .. }, provider)) = logins.next() else { return Ok(None) };
    if let Some((_, second)) = logins.next() {
        return Err(Error::new(
            second.span(),
            "users sign in with one column; add other keys with `create_key`",
        ));
    }
    Ok(Some(quote_spanned! { provider.span() =>
        fn login(&self) -> ::std::option::Option<#lucerna::KeyId> {
            ::std::option::Option::Some(#lucerna::KeyId::#provider(&self.#ident))
        }
    }))
}

struct Column<'a> {
    field: &'a Field,
    ident: &'a Ident,
    name: String,
    named_at: Span,
    unique: bool,
    indexed: bool,
    /// `username` or `email`.
    login: Option<Ident>,
    default: Option<Expr>,
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
    let (name, named_at) = (ident.unraw().to_string(), ident.span());
    let (unique, indexed, login, default) = (false, false, None, None);
    let mut column = Column { field, ident, name, named_at, unique, indexed, login, default };
    for attribute in field.attrs.iter().filter(|it| it.path().is_ident("column")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("unique") {
                column.unique = true;
            } else if meta.path.is_ident("index") {
                column.indexed = true;
            } else if meta.path.is_ident("username") || meta.path.is_ident("email") {
                column.login = meta.path.get_ident().cloned();
            } else if meta.path.is_ident("default") {
                column.default = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("name") {
                let name = meta.value()?.parse::<LitStr>()?;
                (column.name, column.named_at) = (name.value(), name.span());
            } else {
                return Err(meta.error(
                    "a column can be `unique`, `index`, `username` or `email`, and have a `name = \"…\"` and a `default = …`",
                ));
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

/// The path that `#[attributes(crate = …)]` or `#[scalar(crate = …)]` gives.
fn path_to_lucerna(input: &DeriveInput, attribute: &str) -> Result<Path> {
    let mut path = parse_quote!(::lucerna);
    for found in input.attrs.iter().filter(|it| it.path().is_ident(attribute)) {
        found.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                path = meta.value()?.parse()?;
                Ok(())
            } else {
                Err(meta.error(format!("`{attribute}` can have a `crate = …`")))
            }
        })?;
    }
    Ok(path)
}
