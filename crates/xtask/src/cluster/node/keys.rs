//! Certificates and kubeconfigs. Elliptic keys: all of them together take less time than one RSA key.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::DATA;
use super::config::Settings;
use crate::process;

/// Who talks to the API server: file name, user, group.
const CLIENTS: [(&str, &str, &str); 4] = [
    ("admin", "slipway-admin", "system:masters"),
    ("controller-manager", "system:kube-controller-manager", ""),
    ("scheduler", "system:kube-scheduler", ""),
    ("proxy", "system:kube-proxy", ""),
];

/// The first address of the service range, which is the API server's inside the cluster.
const SERVICE_ADDRESS: &str = "10.96.0.1";

/// Makes the authority, the keys it signs, and a kubeconfig for each client.
pub(super) fn make(settings: &Settings) -> anyhow::Result<()> {
    for folder in [folder(), kubeconfigs()] {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    accounts()?;
    authority()?;
    let Settings { node, address, .. } = settings;
    signed(
        "apiserver",
        "/CN=kube-apiserver",
        &format!(
            "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,\
         DNS:localhost,IP:127.0.0.1,IP:{address},IP:{SERVICE_ADDRESS}"
        ),
    )?;
    let names = format!("DNS:{node},IP:{address}");
    client(settings, "kubelet", &format!("system:node:{node}"), "system:nodes", &names)?;
    CLIENTS.iter().try_for_each(|(name, user, group)| client(settings, name, user, group, &names))
}

/// The folder of keys and certificates.
fn folder() -> PathBuf {
    Path::new(DATA).join("keys")
}

fn kubeconfigs() -> PathBuf {
    Path::new(DATA).join("kubeconfig")
}

fn file(name: &str) -> String {
    folder().join(name).display().to_string()
}

/// The pair that signs and checks the tokens of service accounts.
fn accounts() -> anyhow::Result<()> {
    let (key, public) = (file("accounts.key"), file("accounts.pub"));
    openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &key])?;
    openssl(&["pkey", "-in", &key, "-pubout", "-out", &public])
}

fn authority() -> anyhow::Result<()> {
    let (key, certificate) = (file("ca.key"), file("ca.crt"));
    let mut words = request("/CN=slipway-test-cluster", &key, &certificate);
    words.extend(
        [
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,digitalSignature",
        ]
        .map(str::to_owned),
    );
    openssl(&words)
}

fn signed(name: &str, subject: &str, names: &str) -> anyhow::Result<()> {
    let mut words = request(subject, &file(&format!("{name}.key")), &file(&format!("{name}.crt")));
    let names = format!("subjectAltName={names}");
    let more = [
        "-CA",
        &file("ca.crt"),
        "-CAkey",
        &file("ca.key"),
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-addext",
        "keyUsage=critical,digitalSignature",
        "-addext",
        "extendedKeyUsage=serverAuth,clientAuth",
        "-addext",
        &names,
    ];
    words.extend(more.map(str::to_owned));
    openssl(&words)
}

fn request(subject: &str, key: &str, certificate: &str) -> Vec<String> {
    let words = [
        "req",
        "-x509",
        "-config",
        &super::config::file("openssl.cnf"),
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-noenc",
        "-days",
        "3650",
        "-subj",
        subject,
        "-keyout",
        key,
        "-out",
        certificate,
    ];
    words.map(str::to_owned).to_vec()
}

fn client(settings: &Settings, name: &str, user: &str, group: &str, names: &str) -> anyhow::Result<()> {
    let group = if group.is_empty() { String::new() } else { format!("/O={group}") };
    signed(name, &format!("{group}/CN={user}"), names)?;
    let embed = |name: &str| -> anyhow::Result<String> {
        Ok(STANDARD.encode(fs::read(file(name)).with_context(|| format!("cannot read {name}"))?))
    };
    let context = &settings.node;
    let text = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": context,
        "clusters": [{"name": context, "cluster": {
            "server": settings.server(),
            "certificate-authority-data": embed("ca.crt")?,
        }}],
        "users": [{"name": name, "user": {
            "client-certificate-data": embed(&format!("{name}.crt"))?,
            "client-key-data": embed(&format!("{name}.key"))?,
        }}],
        "contexts": [{"name": context, "context": {"cluster": context, "user": name}}],
    });
    // First elsewhere: outside, the file's existence means that it is whole.
    let (fresh, finished) = (folder().join(name), kubeconfigs().join(name));
    fs::write(&fresh, text.to_string()).context("cannot write a kubeconfig")?;
    fs::rename(&fresh, &finished).context("cannot write a kubeconfig")
}

fn openssl(words: &[impl AsRef<std::ffi::OsStr>]) -> anyhow::Result<()> {
    process::output(Command::new("openssl").args(words)).map(drop)
}
