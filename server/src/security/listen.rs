use std::net::SocketAddr;

/// Refuses an address other machines can reach, unless the user says that an authenticating proxy stands before it.
///
/// # Errors
/// A sentence with what to do.
pub fn check_address(address: SocketAddr, behind_authenticating_proxy: bool) -> Result<(), String> {
    if address.ip().is_loopback() || behind_authenticating_proxy {
        return Ok(());
    }
    Err(format!(
        "--listen: {address} can be reached from other machines and no authentication is configured, so anyone who \
         reaches it could start privileged pods; listen on 127.0.0.1, or put a proxy that authenticates in front of \
         it, let nothing else reach it, and pass --behind-authenticating-proxy and --allowed-host with the proxy's \
         host name."
    ))
}
