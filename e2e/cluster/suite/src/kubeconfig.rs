use std::path::{Path, PathBuf};

use kube::config::Kubeconfig;
use serde_json::json;

/// A kubeconfig in a file of its own, for programs that read one. It goes with this value.
#[derive(Debug)]
pub struct KubeconfigFile {
    path: PathBuf,
    content: Kubeconfig,
}

impl KubeconfigFile {
    /// Writes `content`, with `context` as its current one.
    ///
    /// # Panics
    /// When the directory for temporary files cannot be written.
    #[must_use]
    pub fn write(mut content: Kubeconfig, context: &str) -> Self {
        content.current_context = Some(context.to_owned());
        let name = format!("slipway-test-{}.json", uuid::Uuid::new_v4().simple());
        let path = std::env::temp_dir().join(name);
        // JSON is YAML.
        let text = serde_json::to_string(&content).expect("a kubeconfig is data");
        std::fs::write(&path, text).expect("a file for the kubeconfig");
        Self { path, content }
    }

    /// One for an API server without login.
    ///
    /// # Panics
    /// As [`KubeconfigFile::write`].
    #[must_use]
    pub fn open(url: &str) -> Self {
        let content = json!({
            "apiVersion": "v1", "kind": "Config",
            "clusters": [{"name": "sandbox", "cluster": {"server": url}}],
            "users": [{"name": "sandbox", "user": {}}],
            "contexts": [{"name": "sandbox", "context": {"cluster": "sandbox", "user": "sandbox"}}],
        });
        Self::write(serde_json::from_value(content).expect("a kubeconfig"), "sandbox")
    }

    /// The same cluster, as the user a token stands for.
    ///
    /// # Panics
    /// As [`KubeconfigFile::write`].
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        let context = self.context().to_owned();
        let mut content = self.content.clone();
        let user = json!({"name": "token", "user": {"token": token}});
        content.auth_infos = vec![serde_json::from_value(user).expect("a user")];
        for named in content.contexts.iter_mut().filter(|named| named.name == context) {
            if let Some(context) = &mut named.context {
                context.user = Some("token".to_owned());
            }
        }
        Self::write(content, &context)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Name of its current context.
    #[must_use]
    pub fn context(&self) -> &str {
        self.content.current_context.as_deref().unwrap_or_default()
    }
}

impl Drop for KubeconfigFile {
    fn drop(&mut self) {
        // It may have been removed with its directory.
        drop(std::fs::remove_file(&self.path));
    }
}
