use super::{Check, Complaints, dns1123_subdomain, is_framed, too_long};

const KEY_LIMIT: usize = 63;
const CONFIG_KEY_LIMIT: usize = 253;

const KEY: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric \
    character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
    '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const KEY_PREFIX: &str = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', \
    and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for \
    validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const ENV_NAME: &str = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or \
    '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for \
    validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";
const ENV_NAME_RELAXED: &str =
    "a valid environment variable name must consist only of printable ASCII characters other than '='";
const CONFIG_KEY: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  \
    or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/// Keys of labels, annotations and node selectors: an optional `prefix/` and a name of at most 63.
pub fn qualified_name(value: &str) -> Check {
    let mut complaints = Complaints::default();
    let name = match value.split_once('/') {
        None => value,
        Some((_, rest)) if rest.contains('/') => return Err(format!("a valid label key {KEY}{KEY_PREFIX}")),
        Some((prefix, name)) => {
            check_prefix(prefix, &mut complaints);
            name
        }
    };
    complaints.add_if(name.is_empty(), || "name part must be non-empty".to_owned());
    complaints.add_if(name.len() > KEY_LIMIT, || format!("name part {}", too_long(KEY_LIMIT)));
    complaints.add_if(!is_key(name), || format!("name part {KEY}"));
    complaints.finish()
}

fn check_prefix(prefix: &str, complaints: &mut Complaints) {
    if prefix.is_empty() {
        complaints.add_if(true, || "prefix part must be non-empty".to_owned());
    } else if let Err(sentence) = dns1123_subdomain(prefix) {
        complaints.add_if(true, || format!("prefix part {sentence}"));
    }
}

/// Values of labels and node selectors: empty, or at most 63 of the charset of a key.
pub fn label_value(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.len() > KEY_LIMIT, || too_long(KEY_LIMIT));
    complaints.add_if(!value.is_empty() && !is_key(value), || LABEL_VALUE.to_owned());
    complaints.finish()
}

/// Names of environment variables as every supported server takes them (up to 1.33 the only rule).
pub fn env_var_name(value: &str) -> Check {
    let mut complaints = Complaints::default();
    let starts_with_digit = value.bytes().next().is_none_or(|b| b.is_ascii_digit());
    complaints.add_if(starts_with_digit || !value.bytes().all(is_config_byte), || ENV_NAME.to_owned());
    complaints.add_if(value.starts_with(".."), || must_not_go_up(value));
    complaints.add_if(value == ".", || "must not be '.'".to_owned());
    complaints.finish()
}

/// Names of environment variables as servers from 1.34 on take them.
pub fn env_var_name_relaxed(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.is_empty(), || "environment variable name must be non-empty".to_owned());
    let is_printable = |b: u8| (b' '..=b'~').contains(&b) && b != b'=';
    complaints.add_if(!value.bytes().all(is_printable), || ENV_NAME_RELAXED.to_owned());
    complaints.finish()
}

/// Keys of ConfigMaps and Secrets: at most 253 of `[-._a-zA-Z0-9]`.
pub fn config_map_key(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.len() > CONFIG_KEY_LIMIT, || too_long(CONFIG_KEY_LIMIT));
    complaints.add_if(value.is_empty() || !value.bytes().all(is_config_byte), || CONFIG_KEY.to_owned());
    complaints.add_if(value.starts_with(".."), || must_not_go_up(value));
    complaints.add_if(value == ".", || "must not be '.'".to_owned());
    complaints.finish()
}

fn must_not_go_up(value: &str) -> String {
    if value == ".." { "must not be '..'" } else { "must not start with '..'" }.to_owned()
}

fn is_key(value: &str) -> bool {
    is_framed(value, |b| b.is_ascii_alphanumeric(), |b| matches!(b, b'-' | b'_' | b'.'))
}

fn is_config_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')
}
