//! Inputs made to cost more than they weigh: those of the attacks, larger ones, and the largest that are taken.

use serde_json::{Value, json};
use slipway_core::config::{Config, EnvVar};
use slipway_core::limits::ITEMS;

/// What is read.
pub(crate) enum Input {
    /// An overlay's text.
    Overlay(String),
    /// A configuration's text.
    Text(String),
    /// A configuration as a document.
    Document(Value),
    /// A configuration as a custom resource has it.
    Config(Box<Config>),
    /// Both sides of a merge.
    Merge(Value, Value),
}

/// An input, its name, and whether anything is made of it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) taken: bool,
    pub(crate) input: Input,
}

fn case(name: &'static str, taken: bool, input: Input) -> Case {
    Case { name, taken, input }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn times(text: &str, count: usize) -> String {
    list((0..count).map(|_| text.to_owned()))
}

fn named(count: usize, item: impl Fn(usize) -> Value) -> Value {
    Value::Array((0..count).map(item).collect())
}

/// A text of `bytes` that is named `count` times.
pub(crate) fn unfolding(bytes: usize, count: usize) -> String {
    format!("a: &a {}\nb: {}\n", "x".repeat(bytes), times("*a", count))
}

/// A hundred mappings of lists, each of which names all before it.
fn laughs() -> String {
    (1..100).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        format!("{text}a{n}: &a{n} {}\n", times(&format!("*a{}", n - 1), 9))
    })
}

/// What is merged in again and again.
fn merged(bytes: usize, count: usize) -> String {
    let items = list((0..count).map(|_| "{<<: *a}".to_owned()));
    format!("a: &a {{k: {}}}\nb: {items}\n", "x".repeat(bytes))
}

fn overlays() -> Vec<Case> {
    let overlay = |name, taken, text: String| case(name, taken, Input::Overlay(text));
    vec![
        overlay("a text of 60 KB named 20,000 times", false, unfolding(60_000, 20_000)),
        overlay("a text of 20 KB named 20,000 times", false, unfolding(20_000, 20_000)),
        overlay("a text of 100 KB named 40,000 times", false, unfolding(100_000, 40_000)),
        overlay("a text of 2 KB named 900 times", false, unfolding(2_000, 900)),
        overlay("a text of 1 KB named 900 times", true, unfolding(1_000, 900)),
        overlay("a long key named 9,000 times", false, {
            let items = list((0..90).map(|_| times("*a", 100)));
            format!("a: &a\n  ? {}\n  : 1\nb: {items}\n", "k".repeat(100_000))
        }),
        overlay("billion laughs", false, laughs()),
        overlay("100 KB merged 5,000 times", false, merged(100_000, 5_000)),
        overlay("1 KB merged 900 times", true, merged(1_000, 900)),
        overlay("brackets, 10,000 deep", false, "[".repeat(10_000)),
        overlay("dashes, 100,000 deep", false, "- ".repeat(100_000)),
        overlay("question marks, 100,000 deep", false, "? ".repeat(100_000)),
        overlay("brackets in quotes", false, format!("a: \"{}\"\n", "[".repeat(200_000))),
        overlay(
            "keys, 1,000 deep",
            false,
            (0..400).fold(String::new(), |text, n| text + &" ".repeat(n) + "a:\n"),
        ),
        overlay("5,000 documents", false, "---\na: 1\n".repeat(5_000)),
        overlay("20,000 documents", false, "---\na: 1\n".repeat(20_000)),
        overlay("40,000 empty blocks", false, "--- |\n".repeat(40_000)),
        overlay("4,000 documents of nothing", false, "---\n".repeat(4_000)),
        overlay(
            "20,000 tag directives",
            false,
            (0..20_000).map(|n| format!("%TAG !{n}! a\n")).collect::<String>() + "---\na: 1\n",
        ),
        overlay("5 MB", false, "a: b\n".repeat(1 << 20)),
        overlay("one line of 100,000 words", false, times("yes", 60_000)),
        overlay("100,000 values in a line", false, format!("{{\"a\":{}}}", times("1", 100_000))),
        overlay("one line of 15,000 mappings", false, times("{\"a\":\"b\"}", 15_000)),
        overlay("a block of 200,000 lines", false, format!("a: |\n{}", " x\n".repeat(80_000))),
        overlay("a block of 19,000 lines, 60 deep", true, {
            let nested: String = (0..60).map(|n| " ".repeat(n) + "a:\n").collect();
            let line = " ".repeat(61) + "x\n";
            nested.trim_end_matches("a:\n").to_owned() + "a: |\n" + &line.repeat(3_500)
        }),
        overlay("130,000 anchors", false, (0..20_000).map(|n| format!("a{n}: &x{n} 1\n")).collect()),
        overlay("comments", true, "# x\n".repeat(19_000)),
        overlay(
            "unknown fields",
            true,
            (0..999).map(|n| format!("unknownFieldOfAPodSpecNumber{n}: 1\n")).collect(),
        ),
        overlay(
            "4,000 containers",
            false,
            format!("containers: {}\n", list((0..4_000).map(|n| format!("{{name: c{n}}}")))),
        ),
        overlay(
            "1,000 containers",
            true,
            format!(
                "containers: {}\n",
                list((0..ITEMS - 1).map(|n| format!("{{name: c{n}, image: 'a:1'}}")))
            ),
        ),
        overlay("600 sidecars under containers", true, {
            let names =
                list((0..600).map(|n| format!("{{name: c{n}, image: 'a:1', restartPolicy: Always}}")));
            format!("initContainers: {names}\ncontainers: {names}\n")
        }),
        overlay("400 of everything in a container", true, {
            let lists = [
                ("env", "{name: N@, value: v}"),
                ("ports", "{containerPort: @, name: p@}"),
                ("volumeMounts", "{name: v@, mountPath: /m@}"),
            ];
            let fields = lists.map(|(field, item)| {
                format!("{field}: {}", list((1..400).map(|n| item.replace('@', &n.to_string()))))
            });
            let volumes = list((1..400).map(|n| format!("{{name: v{n}, emptyDir: {{}}}}")));
            format!("containers: [{{name: c, image: 'a:1', {}}}]\nvolumes: {volumes}\n", fields.join(", "))
        }),
        overlay("1,000 mounts of nothing", true, {
            let mounts = list((1..ITEMS).map(|n| format!("{{name: none{n}, mountPath: m{n}}}")));
            format!("containers: [{{name: c, volumeMounts: {mounts}}}]\n")
        }),
        overlay("1,000 claims that are not there", true, {
            let claims = list((1..ITEMS).map(|n| format!("{{name: none{n}}}")));
            let known = list((1..ITEMS).map(|n| format!("{{name: known{n}}}")));
            format!("resourceClaims: {known}\ncontainers: [{{name: c, resources: {{claims: {claims}}}}}]\n")
        }),
        overlay("a registry of 200,000 commas", true, {
            format!("volumes: [{{name: q, quobyte: {{registry: '{}', volume: v}}}}]\n", ",".repeat(200_000))
        }),
        overlay("800 owners", true, {
            let owner = "{apiVersion: v1, kind: a, name: n@, uid: u@, controller: true}";
            format!(
                "metadata: {{ownerReferences: {}}}\n",
                list((0..800).map(|n| owner.replace('@', &n.to_string())))
            )
        }),
        overlay("an order of 1,000", true, {
            let names = list((1..ITEMS).map(|n| format!("{{name: v{n}}}")));
            let volumes = list((1..ITEMS).map(|n| format!("{{name: v{n}, emptyDir: {{}}}}")));
            format!("$setElementOrder/volumes: {names}\nvolumes: {volumes}\n")
        }),
        overlay("1,000 deletions of large items", true, {
            let gone = list((1..ITEMS).map(|n| format!("{{name: v{n}, $patch: delete}}")));
            format!("volumes: {gone}\n")
        }),
        overlay("4,000 texts with NUL under a key of 200 KB", true, {
            let nuls = times("\"\\0\"", ITEMS);
            format!(
                "spec:\n  ? {}\n  : {{a: {nuls}, b: {nuls}, c: {nuls}, d: {nuls}}}\n",
                "k".repeat(200_000)
            )
        }),
        overlay("1,000 texts with NUL 50 keys of 4 KB deep", true, {
            let (open, close) = (format!("{{? {} : ", "k".repeat(4_000)).repeat(50), "}".repeat(50));
            format!("spec: {open}{}{close}\n", times("\"\\0\"", ITEMS))
        }),
        overlay("an amount of 200 KB", true, {
            let amount = "x".repeat(200_000);
            format!("containers: [{{name: c, image: 'a:1', resources: {{limits: {{cpu: {amount}}}}}}}]\n")
        }),
        overlay("an unknown field of 200 KB", true, format!("? {}\n: 1\n", "k".repeat(200_000))),
        overlay("a label of 200 KB", true, {
            format!("metadata: {{labels: {{? {} : a b}}}}\nspec: {{}}\n", "k".repeat(200_000))
        }),
        overlay("a pod of a long name with 900 ephemeral volumes", true, {
            let volumes = list((0..900).map(|n| format!("{{name: v{n}, ephemeral: {{}}}}")));
            format!("metadata: {{name: {}}}\nspec: {{volumes: {volumes}}}\n", "n".repeat(200_000))
        }),
        overlay("900 mounts at one directory with 200 KB of slashes", true, {
            let mounts = times("{name: v, mountPath: /m}", 900);
            let long = "/".repeat(200_000);
            format!(
                "containers: [{{name: c, image: 'a:1', volumeMounts: {}}}]\n",
                mounts.replacen("/m", &format!("/m{long}"), 1)
            )
        }),
        overlay("800 owners and the first of a long name", true, {
            let owner = "{apiVersion: v1, kind: a, name: n@, uid: u@, controller: true}";
            let owners = list((0..800).map(|n| owner.replace('@', &n.to_string())));
            let long = "n".repeat(200_000);
            format!("metadata: {{ownerReferences: {}}}\n", owners.replacen("n0", &long, 1))
        }),
        overlay("a key of 100 KB twice", false, format!("? {0}\n: 1\n? {0}\n: 1\n", "k".repeat(100_000))),
        overlay("control characters", true, format!("a: \"{}\"\n", "\\x01".repeat(60_000))),
        overlay("one long name", true, format!("containers: [{{name: {}}}]\n", "a".repeat(200_000))),
    ]
}

fn documents() -> Vec<Case> {
    let long = || "k".repeat(200_000);
    let document = |name, taken, value| case(name, taken, Input::Document(value));
    let env = |items: Value| json!({"instance": {"env": items}});
    let full = |item: fn(usize) -> Value| named(ITEMS, item);
    let half = |item: fn(usize) -> Value| named(ITEMS / 2, item);
    vec![
        document(
            "16,000 numbers among variables",
            false,
            env(named(32_000, |n| if n % 2 == 0 { json!({}) } else { json!(1) })),
        ),
        document(
            "60,000 numbers among variables",
            false,
            env(named(120_000, |n| if n % 2 == 0 { json!({}) } else { json!(1) })),
        ),
        document("an unknown field of 200 KB", true, json!({"instance": {(long()): 1}})),
        document("a label of 200 KB", true, json!({"instance": {"labels": {(long()): "a b"}}})),
        document("a number for a label of 200 KB", true, json!({"instance": {"labels": {(long()): 1}}})),
        document(
            "an image of 200 KB in capitals",
            true,
            json!({"image": {"agentImage": long().to_uppercase()}}),
        ),
        document("a deep value under a key of 200 KB", false, {
            json!({(long()): (0..100).fold(json!(1), |inner, _| json!([inner]))})
        }),
        document("100,000 empty variables", false, env(named(100_000, |_| json!({})))),
        document("1,000 numbers for variables", true, env(full(|n| json!(n)))),
        document("28,000 variables", false, env(named(28_000, |n| json!({"name": format!("N{n}")})))),
        document(
            "1,000 variables",
            true,
            env(full(|n| json!({"name": format!("N{n}"), "value": "v".repeat(150)}))),
        ),
        document(
            "30,000 libraries",
            false,
            json!({"image": {"docker": {"mode": "host-socket", "hostSocket": {"libraries": named(30_000, |n| json!(format!("/l{n}")))}}}}),
        ),
        document(
            "1,000 libraries",
            true,
            json!({"image": {"docker": {"mode": "host-socket", "hostSocket": {"dockerBinary": "/d", "libraries": full(|n| json!(format!("/l{n}")))}}}}),
        ),
        document(
            "everything wrong, 500 times",
            true,
            json!({
                "image": {"docker": {"daemon": {
                    "env": half(|_| json!({"name": "=", "value": "v", "secret": {}, "configMap": {}})),
                    "registryMirrors": full(|_| json!("")), "insecureRegistries": full(|_| json!("")),
                    "extraArgs": full(|_| json!("")), "prePull": {"images": full(|_| json!(""))},
                }}},
                "instance": {"env": half(|_| json!({})), "tolerations": half(|_| json!({}))},
            }),
        ),
        document(
            "nothing fits",
            true,
            json!({
                "image": {"docker": {"daemon": {
                    "env": full(|n| json!(n)), "registryMirrors": full(|n| json!(n)), "insecureRegistries": full(|n| json!(n)),
                    "extraArgs": full(|n| json!(n)), "prePull": {"images": full(|n| json!(n))},
                }, "hostSocket": {"libraries": full(|n| json!(n))}}},
                "instance": {"env": full(|n| json!(n)), "tolerations": full(|n| json!(n)), "labels": [1]},
            }),
        ),
        document(
            "1,000 unknown fields",
            true,
            Value::Object((0..ITEMS).map(|n| (format!("imageNameWithNumber{n}"), json!(1))).collect()),
        ),
        document(
            "unknown fields in 1,000 variables",
            true,
            env(full(|n| json!({format!("nameOfVariable{n}"): 1, "valeu": 2, "secrett": 3}))),
        ),
        document("a version of 400 KB", false, json!({"version": "x".repeat(400_000)})),
        document("a key of 200 KB", true, json!({"x".repeat(200_000): 1})),
        document("an overlay of 300 KB", false, json!({"instance": {"overlay": "# x\n".repeat(75_000)}})),
        document("100 levels", false, (0..100).fold(json!(1), |inner, _| json!([inner]))),
    ]
}

/// Custom resources come through their types.
fn configs() -> Vec<Case> {
    let config = |name, taken, change: &dyn Fn(&mut Config)| {
        let mut config = Config::default();
        change(&mut config);
        case(name, taken, Input::Config(Box::new(config)))
    };
    let variable = |n: usize| EnvVar { name: format!("N{n}"), ..EnvVar::default() };
    vec![
        config("a resource with 400,000 variables", false, &|config| {
            config.instance.env = vec![EnvVar::default(); 400_000]
        }),
        config("a resource with 1,000 variables", true, &|config| {
            config.instance.env = (0..ITEMS).map(variable).collect()
        }),
        config("a resource with 30,000 labels", false, &|config| {
            config.instance.labels = (0..30_000).map(|n| (format!("l{n}"), String::new())).collect();
        }),
        config("a resource with a bomb", false, &|config| {
            config.instance.overlay = unfolding(60_000, 20_000)
        }),
        config("a resource of 1.5 MB", false, &|config| config.instance.overlay = "# x\n".repeat(375_000)),
        config("a pod of 6,000 lines", true, &|config| {
            let (image, instance) = (variables(&["b"]), variables(&["c"]));
            (config.image.overlay, config.instance.overlay) = (image, instance);
        }),
        config("a pod of 6,000 lines with mistakes", true, &|config| {
            let (image, instance) = (variables(&["b"]), variables(&["c"]));
            let wrong =
                |text: String| text.replace("name: N", "name: =").replace("value: v", "valeuOfVariable: v");
            (config.image.overlay, config.instance.overlay) = (wrong(image), wrong(instance));
        }),
        config("a resource with two overlays", true, &|config| {
            let volumes =
                |prefix: &str| list((0..ITEMS).map(|n| format!("{{name: {prefix}{n}, emptyDir: {{}}}}")));
            config.image.overlay = format!("volumes: {}\n", volumes("a"));
            config.instance.overlay = format!("volumes: {}\n", volumes("b"));
        }),
    ]
}

fn texts() -> Vec<Case> {
    let text = |name, taken, text: String| case(name, taken, Input::Text(text));
    vec![
        text("a configuration that unfolds", false, unfolding(60_000, 20_000)),
        text("a configuration of 5 MB", false, "a: b\n".repeat(1 << 20)),
        text("a configuration with a bomb in it", false, {
            let bomb = Value::from(unfolding(60_000, 20_000));
            format!("instance: {{overlay: {bomb}}}\n")
        }),
        text("16,000 numbers in a text", false, format!("instance: {{env: {}}}\n", times("1", 16_000))),
    ]
}

fn merges() -> Vec<Case> {
    let pod = |fields: Value| json!({"spec": fields});
    let volumes =
        |count, from: usize| named(count, move |n| json!({"name": format!("v{}", n + from), "emptyDir": {}}));
    let merge = |name, original, patch| case(name, true, Input::Merge(original, patch));
    vec![
        merge(
            "1,000 volumes into 1,000",
            pod(json!({"volumes": volumes(ITEMS, 0)})),
            pod(json!({"volumes": volumes(ITEMS, 500)})),
        ),
        merge(
            "1,000 deletions",
            pod(json!({"volumes": volumes(ITEMS, 0)})),
            pod(json!({
                "volumes": named(ITEMS, |n| json!({"name": format!("v{n}"), "$patch": "delete"})),
            })),
        ),
        merge(
            "an order",
            pod(json!({"volumes": volumes(ITEMS, 0)})),
            pod(json!({
                "$setElementOrder/volumes": named(ITEMS, |n| json!({"name": format!("v{}", ITEMS - n)})),
                "volumes": Value::Array(Vec::new()),
            })),
        ),
        merge(
            "finalizers",
            json!({"metadata": {"finalizers": named(ITEMS, |n| json!(format!("a/{n}")))}}),
            json!({
                "metadata": {"finalizers": named(ITEMS, |n| json!(format!("b/{n}")))},
            }),
        ),
        merge(
            "finalizers taken out",
            json!({"metadata": {"finalizers": named(ITEMS, |n| json!(format!("a/{n}")))}}),
            json!({
                "metadata": {"$deleteFromPrimitiveList/finalizers": named(ITEMS, |n| json!(format!("a/{n}")))},
            }),
        ),
        merge(
            "keys retained",
            pod(json!({"nodeSelector": {"a": "b"}})),
            pod(json!({
                "nodeSelector": {"$retainKeys": named(ITEMS, |n| json!(format!("k{n}"))), "k1": "v"},
            })),
        ),
    ]
}

/// Containers with the same thousand variables each.
fn variables(prefixes: &[&str]) -> String {
    let env = list((0..ITEMS).map(|n| format!("{{name: N{n}, value: v}}")));
    let containers = prefixes.iter().enumerate().map(|(n, prefix)| {
        let env = if n == 0 { format!("&env {env}") } else { "*env".to_owned() };
        format!("- name: {prefix}{n}\n  image: a:1\n  env: {env}\n")
    });
    format!("containers:\n{}", containers.collect::<String>())
}

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    [overlays(), documents(), configs(), texts(), merges()].into_iter().flatten().collect()
}
