//! One field of the configuration: where it is and how to get at it.

use std::collections::BTreeMap;

use slipway_core::config::Config;

/// One field of the configuration. Made with [`lens!`], so that path and access cannot differ.
pub(crate) struct Lens<T: 'static> {
    rust_path: &'static str,
    /// Looks at it.
    pub(crate) get: fn(&Config) -> &T,
    /// Changes it.
    pub(crate) get_mut: fn(&mut Config) -> &mut T,
}

impl<T> Clone for Lens<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Lens<T> {}

impl<T> Lens<T> {
    /// For [`lens!`].
    pub(crate) const fn new(
        rust_path: &'static str,
        get: fn(&Config) -> &T,
        get_mut: fn(&mut Config) -> &mut T,
    ) -> Self {
        Self { rust_path, get, get_mut }
    }

    /// The path in the written form: `image.agentImage`.
    pub(crate) fn path(self) -> String {
        let mut path = String::new();
        let mut upper = false;
        for letter in self.rust_path.trim_start_matches('.').chars() {
            match letter {
                '_' => upper = true,
                letter if upper => {
                    path.push(letter.to_ascii_uppercase());
                    upper = false;
                }
                letter => path.push(letter),
            }
        }
        path
    }
}

/// The [`Lens`] of a field: `lens!(image.agent_image)`.
macro_rules! lens {
    ($($field:ident).+) => {
        $crate::form::Lens::new(
            concat!($(".", stringify!($field)),+),
            |config| &config.$($field).+,
            |config| &mut config.$($field).+,
        )
    };
}
pub(crate) use lens;

/// A whole number of a field, which may be absent.
pub(crate) trait Number: Copy + PartialEq + Send + Sync + 'static {
    /// The number; absent ones are `None`.
    fn read(self) -> Option<u64>;
    /// The field of a number; `None` when the field cannot hold it.
    fn write(number: Option<u64>) -> Option<Self>;
}

macro_rules! number {
    ($($number:ty),+) => {$(
        impl Number for $number {
            fn read(self) -> Option<u64> {
                (self != 0).then(|| u64::from(self))
            }
            fn write(number: Option<u64>) -> Option<Self> {
                // Absent is written 0, so that 0 itself cannot be.
                Self::try_from(number.map_or(Some(0), |number| (number > 0).then_some(number))?).ok()
            }
        }
        impl Number for Option<$number> {
            fn read(self) -> Option<u64> {
                self.map(u64::from)
            }
            fn write(number: Option<u64>) -> Option<Self> {
                number.map(<$number>::try_from).transpose().ok()
            }
        }
    )+};
}
number!(u16, u32);

impl Number for Option<i64> {
    fn read(self) -> Option<u64> {
        self.and_then(|number| u64::try_from(number).ok())
    }
    fn write(number: Option<u64>) -> Option<Self> {
        number.map(i64::try_from).transpose().ok()
    }
}

/// Names and values of a field.
pub(crate) type Map = BTreeMap<String, String>;
