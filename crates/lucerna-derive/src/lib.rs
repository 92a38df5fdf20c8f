//! `#[derive(Attributes)]` and `#[derive(Scalar)]` for Lucerna.
//!
//! Applications use them through the crate `lucerna`. The trait `Attributes` shows the same code written by hand.

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

/// Derives `Attributes` for a struct with named fields: each field is a column of its name and type.
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
/// * `#[column(unique)]`: a unique constraint. The struct gets a constant to find rows by the column, such as
///   `Profile::USERNAME`.
/// * `#[column(index)]`: an index that is not unique, with the same constant. It is for tables of records.
/// * `#[column(username)]` or `#[column(email)]`: users sign in with this value, a `String`. Their key is made from it, so you
///   pass the name once: see `Attributes::login`.
/// * `#[column(default = …)]`: the value of rows that were written before the column existed.
/// * `#[column(name = "…")]`: the column's name, if it differs from the field's. Names are unique and have 1 to 63 characters of
///   `a` to `z`, `0` to `9` and `_`, and no digit first. Other names do not compile.
/// * `#[attributes(crate = …)]`: the path to Lucerna, if it is not `::lucerna`.
#[proc_macro_derive(Attributes, attributes(attributes, column))]
pub fn derive_attributes(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Derives `Scalar` for an enum without fields: a column of text with the variant's name in `snake_case`.
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
/// If the database has a text of no variant, reading the row is an error. To rename a variant, keep its text with
/// `#[scalar(name = "…")]`.
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
    let search_constants =
        columns.iter().filter(|it| it.unique || it.indexed).map(|it| search_constant(&lucerna, it));
    let declare = columns.iter().map(|FieldColumn { name, unique, indexed, default, field, .. }| {
        let ty = &field.ty;
        let unique = unique.then(|| quote!(.unique()));
        let indexed = indexed.then(|| quote!(.indexed()));
        let default = default.as_ref().map(|it| quote!(.with_default(&{ let value: #ty = #it; value })));
        quote!(#lucerna::Column::of::<#ty>(#name)#unique #indexed #default)
    });
    // The span of the field's type, so that the compiler points there if the type does not fit into a column.
    let write = columns.iter().map(
        |FieldColumn { name, ident, field, .. }| quote_spanned!(field.ty.span() => .with(#name, &self.#ident)),
    );
    let read = columns.iter().map(
        |FieldColumn { name, ident, field, .. }| quote_spanned!(field.ty.span() => #ident: row.take(#name)?),
    );
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
        #[allow(dead_code, reason = "an application may not search by every column")]
        impl #name {
            #(#search_constants)*
        }
    })
}

/// Expands to the constant to find rows by a column.
fn search_constant(lucerna: &Path, column: &FieldColumn<'_>) -> proc_macro2::TokenStream {
    let FieldColumn { field, ident, name, .. } = column;
    let constant = format_ident!("{}", ident.unraw().to_string().to_uppercase());
    let (vis, ty) = (&field.vis, inner_type(&field.ty));
    let doc = format!("The column `{name}`, to find rows by.");
    quote! {
        #[doc = #doc]
        #vis const #constant: #lucerna::ColumnOf<Self, #ty> = #lucerna::ColumnOf::new(#name);
    }
}

/// Returns the type of values to search for: for an `Option`, the inner type.
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

/// Expands to the method that makes the key of the sign-in column.
fn login(lucerna: &Path, columns: &[FieldColumn<'_>]) -> Result<Option<proc_macro2::TokenStream>> {
    let mut logins = columns.iter().filter_map(|it| Some((it, it.login.as_ref()?)));
    let Some((FieldColumn { ident, .. }, provider)) = logins.next() else { return Ok(None) };
    if let Some((_, second)) = logins.next() {
        return Err(Error::new(
            second.span(),
            "users sign in with one column: add other keys with `create_key`",
        ));
    }
    Ok(Some(quote_spanned! { provider.span() =>
        fn login(&self) -> ::std::option::Option<#lucerna::KeyId> {
            ::std::option::Option::Some(#lucerna::KeyId::#provider(&self.#ident))
        }
    }))
}

struct FieldColumn<'a> {
    field: &'a Field,
    ident: &'a Ident,
    name: String,
    named_at: Span,
    unique: bool,
    indexed: bool,
    /// The key's provider: `username` or `email`.
    login: Option<Ident>,
    default: Option<Expr>,
}

fn columns(input: &DeriveInput) -> Result<Vec<FieldColumn<'_>>> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &input.generics,
            "attributes cannot be generic: remove the parameters, since a column has one type",
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
        _ => Err(Error::new_spanned(&input.ident, "attributes must be a struct: each field is a column")),
    }
}

fn column(field: &Field) -> Result<FieldColumn<'_>> {
    let Some(ident) = &field.ident else {
        return Err(Error::new_spanned(field, "attributes need named fields"));
    };
    let (name, named_at) = (ident.unraw().to_string(), ident.span());
    let (unique, indexed, login, default) = (false, false, None, None);
    let mut column = FieldColumn { field, ident, name, named_at, unique, indexed, login, default };
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
    if is_valid_name(&column.name) { Ok(column) } else { Err(Error::new(column.named_at, BAD_NAME)) }
}

const BAD_NAME: &str =
    "a column's name has 1 to 63 of a to z, 0 to 9 and _, and no digit first: set `#[column(name = \"…\")]`";

/// Returns true if a schema accepts the name.
fn is_valid_name(name: &str) -> bool {
    !name.starts_with(|it: char| it.is_ascii_digit())
        && (1..=63).contains(&name.len())
        && name.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Returns the columns, or an error if two have the same name.
fn distinct(columns: Vec<FieldColumn<'_>>) -> Result<Vec<FieldColumn<'_>>> {
    let mut names = HashSet::new();
    match columns.iter().find(|it| !names.insert(&it.name)) {
        Some(it) => Err(Error::new(it.named_at, format!("two columns are named `{}`: rename one", it.name))),
        None => Ok(columns),
    }
}

/// Reads the path of `#[attributes(crate = …)]` or `#[scalar(crate = …)]`.
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
