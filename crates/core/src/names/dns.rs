use super::{Check, Complaints, is_framed, is_lower_alphanumeric, too_long};

const LABEL_LIMIT: usize = 63;
const SUBDOMAIN_LIMIT: usize = 253;

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
    and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
    and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_1035: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an \
    alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for \
    validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/// Names of containers, volumes, namespaces and hosts: at most 63 of `[a-z0-9-]`.
pub fn dns1123_label(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.len() > LABEL_LIMIT, || too_long(LABEL_LIMIT));
    complaints.add_if(!is_label(value), || {
        let only_dots_are_wrong = is_subdomain(value);
        if only_dots_are_wrong { "must not contain dots".to_owned() } else { LABEL.to_owned() }
    });
    complaints.finish()
}

/// Names of pods, claims, secrets, service accounts and classes: labels joined by dots, at most 253.
pub fn dns1123_subdomain(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.len() > SUBDOMAIN_LIMIT, || too_long(SUBDOMAIN_LIMIT));
    complaints.add_if(!is_subdomain(value), || SUBDOMAIN.to_owned());
    complaints.finish()
}

/// Names of services: as [`dns1123_label`] but beginning with a letter.
pub fn dns1035_label(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.len() > LABEL_LIMIT, || too_long(LABEL_LIMIT));
    let begins_with_letter = value.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    complaints.add_if(!(begins_with_letter && is_label(value)), || LABEL_1035.to_owned());
    complaints.finish()
}

fn is_label(value: &str) -> bool {
    is_framed(value, is_lower_alphanumeric, |b| b == b'-')
}

fn is_subdomain(value: &str) -> bool {
    value.split('.').all(is_label)
}
