//! The console's pages and files.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::Request;
use rust_embed::RustEmbed;
use slipway_server::assets::{File, Files};
use slipway_server::serve::Settings;

use crate::support::{Answer, Raw, Scene, settings};

const SCRIPT: &str = "assets/slipway.0123456789abcdef.js";

struct Made(HashMap<String, &'static str>);

impl Files for Made {
    fn get(&self, path: &str) -> Option<File> {
        let text = self.0.get(path)?;
        let mut sha256 = [0; 32];
        sha256.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
        Some(File { bytes: text.as_bytes().into(), sha256 })
    }
}

/// Files of a directory, which a build without optimization reads when they are asked for.
#[derive(RustEmbed)]
#[folder = "src"]
struct Sources;

impl Files for Sources {
    fn get(&self, path: &str) -> Option<File> {
        let file = <Self as RustEmbed>::get(path)?;
        Some(File { sha256: file.metadata.sha256_hash(), bytes: file.data })
    }
}

async fn scene() -> Scene {
    let files = [
        ("index.html".to_owned(), "<!doctype html>"),
        ("index.html.br".to_owned(), "page-br"),
        (SCRIPT.to_owned(), "plain"),
        (format!("{SCRIPT}.br"), "brotli"),
        (format!("{SCRIPT}.gz"), "gzip"),
        ("favicon.svg".to_owned(), "<svg/>"),
    ];
    let assets = Arc::new(Made(HashMap::from(files)));
    Scene::with(Settings { assets, ..settings() }).await
}

async fn get(scene: &Scene, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    scene.client.send(request.body(String::new()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_the_console_and_nothing_else_is() {
    let scene = scene().await;
    for path in ["/", "/instances", "/instances/bamboo-agent-a1b2c", "/images", "/images/bamboo-agent"] {
        let page = get(&scene, path, &[]).await;
        assert_eq!((page.status.as_u16(), page.text.as_str()), (200, "<!doctype html>"), "{path}");
        assert_eq!(page.header("cache-control"), "no-cache");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    }
    for path in ["/elsewhere", "/imagesx", "/../Cargo.toml", "/.hidden", "//index.html"] {
        let file = get(&scene, path, &[]).await;
        assert_eq!((file.status.as_u16(), file.text.as_str()), (404, "There is no such page.\n"), "{path}");
        let asked = [("accept", "text/html,*/*"), ("if-none-match", "*")];
        let page = get(&scene, path, &asked).await;
        assert_eq!((page.status.as_u16(), page.text.as_str()), (404, "<!doctype html>"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hashed_file_comes_in_the_smallest_form_and_is_kept_for_ever() {
    let scene = scene().await;
    let path = format!("/{SCRIPT}");
    let mut tags = Vec::new();
    for (accept, encoding, text) in
        [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("br;q=0", "", "plain")]
    {
        let file = get(&scene, &path, &[("accept-encoding", accept)]).await;
        assert_eq!((file.header("content-encoding"), file.text.as_str()), (encoding, text), "{accept}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(file.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(file.header("vary"), "accept-encoding");
        tags.push((accept, file.header("etag").to_owned()));
    }
    assert!(tags[0].1 != tags[1].1 && tags[1].1 != tags[2].1, "each form has its own tag: {tags:?}");
    for (accept, tag) in &tags {
        let again = get(&scene, &path, &[("accept-encoding", accept), ("if-none-match", tag)]).await;
        assert_eq!(
            (again.status.as_u16(), again.text.as_str(), again.header("etag")),
            (304, "", tag.as_str())
        );
    }
    let other = get(&scene, &path, &[("accept-encoding", "gzip"), ("if-none-match", &tags[0].1)]).await;
    assert_eq!(other.status, 200, "the tag of another form does not match");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_console_the_page_says_how_to_build_it() {
    let scene = Scene::start().await;
    let page = get(&scene, "/", &[]).await;
    assert_eq!(page.status, 503);
    assert!(page.text.contains("cargo xtask build"), "{}", page.text);
}

/// Ways to write the step to the directory above.
const UP: [&str; 14] = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "%252e%252e%252f",
    "....//",
    "..;/",
    "./../",
    "%2e./",
    "..%00/",
    "%c0%ae%c0%ae/",
    "..%u2215",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_the_files() {
    let scene = Scene::with(Settings { assets: Arc::new(Sources), ..settings() }).await;
    let read = async |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        Raw::open(&scene.url, request.as_bytes()).await.rest().await
    };
    assert!(read("/lib.rs").await.contains("//! The Slipway server"), "what is there is served");
    for prefix in ["/", "//", "/assets/", "/cli/", "/cli/../", "/instances/", "/images/"] {
        for up in UP {
            for depth in 1..=8 {
                for file in ["Cargo.toml", "tests/api/main.rs", "etc/passwd", "server/src/lib.rs"] {
                    let path = format!("{prefix}{}{file}", up.repeat(depth));
                    let answer = read(&path).await;
                    let is_out =
                        ["[package]", "[workspace]", "//! The", "root:"].iter().any(|it| answer.contains(it));
                    assert!(!is_out && !answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
                }
            }
        }
    }
}
