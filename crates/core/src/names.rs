//! The rules for names, label keys, ports and paths, in the API server's own words.
//!
//! Source of rules and sentences: `apimachinery/pkg/util/validation` and `pkg/api/validate/content` (v0.36). Every
//! check returns what the API server would say; where it says several things they are joined by `; `.
//! [`suggest_label`] offers a name that is right.

mod dns;
mod keys;
mod number;
mod suggest;

pub use dns::{dns1035_label, dns1123_label, dns1123_subdomain};
pub use keys::{config_map_key, env_var_name, env_var_name_relaxed, label_value, qualified_name};
pub use number::{group_id, http_header_name, port_name, port_number, user_id};
pub use suggest::{absolute_path, suggest_label};

/// Fine, or what the API server says about it.
pub type Check = Result<(), String>;

/// Collects the sentences that apply.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn add_if(&mut self, wrong: bool, sentence: impl FnOnce() -> String) {
        if wrong {
            self.0.push(sentence());
        }
    }

    fn finish(self) -> Check {
        if self.0.is_empty() { Ok(()) } else { Err(self.0.join("; ")) }
    }
}

fn too_long(limit: usize) -> String {
    format!("must be no more than {limit} characters")
}

/// Lower-case letters and digits, with `middle` allowed anywhere but at the ends: the shape behind most rules.
fn is_framed(value: &str, edge: fn(u8) -> bool, middle: fn(u8) -> bool) -> bool {
    let bytes = value.as_bytes();
    let edges = bytes.first().copied().is_some_and(edge) && bytes.last().copied().is_some_and(edge);
    edges && bytes.iter().all(|b| edge(*b) || middle(*b))
}

fn is_lower_alphanumeric(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}
