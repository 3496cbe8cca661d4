//! The form in which a kubelet reads registry credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// The content of `.dockerconfigjson` for one registry.
#[must_use]
pub fn docker_config(registry: &str, username: &str, password: &str) -> String {
    let auth = STANDARD.encode(format!("{username}:{password}"));
    json!({"auths": {registry: {"username": username, "password": password, "auth": auth}}}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_login_writes_the_same() {
        let expected = r#"{"auths":{"registry.example.com":{"auth":"YTpi","password":"b","username":"a"}}}"#;
        assert_eq!(docker_config("registry.example.com", "a", "b"), expected);
    }
}
