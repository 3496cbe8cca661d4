//! A release binary has the console inside: building it again when the console changed needs a word to cargo.
//! Other profiles read the files when they are asked for, so nothing needs building again.

fn main() {
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if release { "../frontend/dist" } else { "build.rs" });
}
