use std::net::SocketAddr;
use std::path::PathBuf;

use slipway_server::cluster::{self, Wanted};

/// A kubeconfig with two contexts at one address, in a directory that goes with it.
pub(crate) struct Kubeconfig(PathBuf);

impl Kubeconfig {
    pub(crate) fn new(test: &str, text: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("slipway-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("config"), text).unwrap();
        Self(directory)
    }

    pub(crate) fn at(test: &str, address: SocketAddr) -> Self {
        Self::new(
            test,
            &format!(
                "apiVersion: v1\nkind: Config\ncurrent-context: here\ncontexts:\n\
                 - {{name: here, context: {{cluster: c, user: u, namespace: slipway}}}}\n\
                 - {{name: there, context: {{cluster: c, user: u}}}}\n\
                 clusters: [{{name: c, cluster: {{server: \"http://{address}\"}}}}]\nusers: [{{name: u, user: {{}}}}]\n"
            ),
        )
    }

    pub(crate) fn options(&self) -> cluster::Options {
        cluster::Options {
            wanted: Wanted::Kube,
            kubeconfig: Some(self.0.join("config")),
            ..cluster::Options::default()
        }
    }
}

impl Drop for Kubeconfig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
