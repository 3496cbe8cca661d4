use crate::support::{printed, slipway};

#[test]
fn wrong_usage_exits_with_two() {
    for arguments in [
        &[][..],
        &["nope"],
        &["render"],
        &["render", "a", "--preset", "b"],
        &["merge", "a"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--cluster", "moon"],
        &["completions", "nope"],
    ] {
        let output = slipway(arguments);
        assert_eq!((output.code, output.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!output.err.is_empty());
    }
}

#[test]
fn completions_and_man_page_know_every_command() {
    let help = printed(&["--help"]);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|word| !word.is_empty()))
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 10, "{help}");
    let man = printed(&["man"]);
    for command in &commands {
        assert!(man.contains(&format!("slipway\\-{command}(1)")), "{command} is not in the man page");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        for command in &commands {
            assert!(script.contains(command), "{command} is not in the completions for {shell}");
        }
    }
}
