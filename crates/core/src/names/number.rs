use super::{Check, Complaints, is_lower_alphanumeric, too_long};

const PORT_NAME_LIMIT: usize = 15;
const HEADER: &str = "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex \
    used for validation is '[-A-Za-z0-9]+')";

/// Names of container ports: at most 15 of `[a-z0-9-]` with a letter among them.
pub fn port_name(value: &str) -> Check {
    let mut complaints = Complaints::default();
    complaints.add_if(value.len() > PORT_NAME_LIMIT, || too_long(PORT_NAME_LIMIT));
    let charset = !value.is_empty() && value.bytes().all(|b| is_lower_alphanumeric(b) || b == b'-');
    complaints.add_if(!charset, || {
        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".to_owned()
    });
    let has_letter = value.bytes().any(|b| b.is_ascii_lowercase());
    complaints.add_if(!has_letter, || "must contain at least one letter (a-z)".to_owned());
    complaints.add_if(value.contains("--"), || "must not contain consecutive hyphens".to_owned());
    let hyphen_at_edge = value.starts_with('-') || value.ends_with('-');
    complaints.add_if(hyphen_at_edge, || "must not begin or end with a hyphen".to_owned());
    complaints.finish()
}

/// Ports: 1 to 65535.
pub fn port_number(value: i64) -> Check {
    in_range(value, 1, 65535)
}

/// User ids: 0 to 2^31 - 1.
pub fn user_id(value: i64) -> Check {
    in_range(value, 0, i64::from(i32::MAX))
}

/// Group ids: 0 to 2^31 - 1.
pub fn group_id(value: i64) -> Check {
    in_range(value, 0, i64::from(i32::MAX))
}

fn in_range(value: i64, low: i64, high: i64) -> Check {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(format!("must be between {low} and {high}, inclusive"))
    }
}

/// Names of HTTP headers in probes.
pub fn http_header_name(value: &str) -> Check {
    let right = !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if right { Ok(()) } else { Err(HEADER.to_owned()) }
}
