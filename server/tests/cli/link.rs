use slipway_core::{link, preset};

use crate::support::{printed, with_input};

#[test]
fn a_link_opens_the_console_with_the_configuration() {
    let text = printed(&["presets", "jenkins-dind-vfs"]);
    let link = with_input(&["link", "-"], &text).out;
    assert!(link.starts_with("http://127.0.0.1:8080/#v1:") && link.ends_with('\n'), "{link}");
    let config = link::decode(link.trim()).unwrap().config;
    assert_eq!(config, preset::find("jenkins-dind-vfs").unwrap().config);
    let elsewhere =
        with_input(&["link", "-", "--console", "https://slipway.example.com/images#x"], &text).out;
    assert!(elsewhere.starts_with("https://slipway.example.com/images#v1:"), "{elsewhere}");
    assert_eq!(with_input(&["link", link.trim()], "").out, link, "a link of a link is the same link");
}

#[test]
fn what_would_be_missing_from_the_link_is_said() {
    let cases = [
        ("imageName: a\nextra: 1\n", "extra: "),
        ("image: {docker: {mode: dond}}\n", "image.docker.mode: "),
        ("version: 99\n", "version: "),
    ];
    for (text, said) in cases {
        let output = with_input(&["link", "-"], text);
        assert_eq!((output.code, output.out.as_str()), (1, ""), "{text}");
        assert!(output.err.starts_with(said), "{text}: {}", output.err);
    }
}
