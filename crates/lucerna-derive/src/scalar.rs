//! The expansion of `#[derive(Scalar)]`.

use crate::path_to_lucerna;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashSet;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let lucerna = path_to_lucerna(input, "scalar")?;
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "only an enum without fields can be a column of text"));
    };
    let name = &input.ident;
    let variants = data.variants.iter().map(variant).collect::<Result<Vec<_>>>()?;
    let mut seen = HashSet::new();
    if let Some((variant, text)) = variants.iter().find(|(_, text)| !seen.insert(text.clone())) {
        return Err(Error::new_spanned(
            variant,
            format!("two variants have the text `{text}`: rename one with `#[scalar(name = \"…\")]`"),
        ));
    }
    let write = variants.iter().map(|(variant, text)| {
        let ident = &variant.ident;
        quote!(Self::#ident => #text)
    });
    let read = variants.iter().map(|(variant, text)| {
        let ident = &variant.ident;
        quote!(#text => ::std::option::Option::Some(Self::#ident))
    });
    Ok(quote! {
        #[automatically_derived]
        impl #lucerna::Scalar for #name {
            const TYPE: #lucerna::ColumnType = #lucerna::ColumnType::Text;

            fn to_value(&self) -> #lucerna::Value {
                #lucerna::Value::Text(::std::borrow::ToOwned::to_owned(match self { #(#write),* }))
            }

            fn from_value(value: #lucerna::Value) -> ::std::option::Option<Self> {
                let #lucerna::Value::Text(text) = value else { return ::std::option::Option::None };
                match &*text {
                    #(#read,)*
                    _ => ::std::option::Option::None,
                }
            }
        }
    })
}

/// Returns a variant and its text.
fn variant(variant: &Variant) -> Result<(&Variant, String)> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(variant, "a variant with fields does not fit into a column"));
    }
    let mut text = snake_case(&variant.ident.unraw().to_string());
    for attribute in variant.attrs.iter().filter(|it| it.path().is_ident("scalar")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                text = meta.value()?.parse::<LitStr>()?.value();
                Ok(())
            } else {
                Err(meta.error("a variant can have a `name = \"…\"`"))
            }
        })?;
    }
    Ok((variant, text))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
