//! `Debug` for what holds something that nobody may read in a log: the type's name, of an enum the variant's.
//! Knows no secret; that every owner of one uses this or says by hand what it shows is a check of `cargo xtask test`.

/// Writes `Debug` for types by their names only: `debug_by_name!(Link, Reader<'_>);`, or, with all its variants, for an
/// enum: `debug_by_name!(Input: Connected | Text);`. What has a parameter is `debug_by_name!(impl<S: Suite> Keys);`.
#[macro_export]
macro_rules! debug_by_name {
    ($name:ident $(<$life:lifetime>)? : $($variant:ident)|+) => {
        impl ::core::fmt::Debug for $name $(<$life>)? {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(match self {
                    $(Self::$variant { .. } => concat!(stringify!($name), "::", stringify!($variant)),)+
                })
            }
        }
    };
    (impl<$param:ident $(: $bound:path)?> $name:ident) => {
        impl<$param $(: $bound)?> ::core::fmt::Debug for $name<$param> {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
    ($($name:ident $(<$life:lifetime>)?),+ $(,)?) => {$(
        impl ::core::fmt::Debug for $name $(<$life>)? {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

#[cfg(test)]
mod search;
#[cfg(test)]
mod tests;
