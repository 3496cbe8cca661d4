//! IP addresses.

use std::net::IpAddr;

use super::Told;

const NO_ADDRESS: &str = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

/// What is wrong with an address. `strict` since 1.36: no leading zeros, no IPv4 within IPv6.
pub(in crate::validate) fn ip_address(value: &str, strict: bool) -> Vec<Told> {
    let parsed = value.parse::<IpAddr>().ok();
    let Some(address) = parsed.or_else(|| without_leading_zeros(value)) else {
        return vec![Told::new(NO_ADDRESS, "write an IP address, like 10.9.8.7 or 2001:db8::1")];
    };
    let mapped = matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some());
    let rules = [
        (strict && parsed.is_none(), "must not have leading 0s"),
        (strict && mapped, "must not be an IPv4-mapped IPv6 address"),
    ];
    rules.into_iter().filter(|(broken, _)| *broken).map(|(_, exact)| exact.into()).collect()
}

fn without_leading_zeros(value: &str) -> Option<IpAddr> {
    let parts = value.split('.').map(|part| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0",
        rest => rest,
    });
    parts.collect::<Vec<_>>().join(".").parse::<std::net::Ipv4Addr>().ok().map(IpAddr::V4)
}
