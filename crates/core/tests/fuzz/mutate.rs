//! Changes of a text: of bytes, of lines, and such that make it large.

/// Numbers from a seed (SplitMix64).
#[derive(Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is above 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

const PIECES: [&str; 34] = [
    ": ",
    "- ",
    "? ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!set ",
    "!x ",
    "\"",
    "'",
    "|\n",
    ">\n",
    "#",
    "---\n",
    "null",
    "yes",
    "0644",
    "1e9",
    "1000m",
    "0.5Gi",
    "$patch: delete",
    "$retainKeys: [a]",
    "\0",
    "\u{202e}",
    "\u{1b}",
    "name: a",
    "\u{feff}",
];

/// A text of the corpus after some changes, one in four of them grown.
pub(crate) fn mutated(corpus: &[String], random: &mut Random) -> String {
    let mut text = random.one(corpus).clone();
    for _ in 0..random.below(6) {
        text = match random.below(6) {
            0 => {
                let piece: &&str = random.one(&PIECES);
                spliced(&text, piece, random)
            }
            1 => without(&text, random),
            2 => {
                let other: &String = random.one(corpus);
                let piece = slice(other, random);
                spliced(&text, &piece, random)
            }
            3 => {
                let piece = slice(&text, random);
                spliced(&text, &piece, random)
            }
            4 => lines(&text, random),
            _ => replaced(&text, random),
        };
    }
    if random.below(4) == 0 { grown(&text, random) } else { text }
}

fn place(text: &str, random: &mut Random) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}

fn range(text: &str, random: &mut Random) -> (usize, usize) {
    let (one, other) = (place(text, random), place(text, random));
    let start = one.min(other);
    (start, text.floor_char_boundary(one.max(other).min(start + 400)).max(start))
}

fn slice(text: &str, random: &mut Random) -> String {
    let (start, end) = range(text, random);
    text[start..end].to_owned()
}

fn spliced(text: &str, piece: &str, random: &mut Random) -> String {
    let at = place(text, random);
    [&text[..at], piece, &text[at..]].concat()
}

fn without(text: &str, random: &mut Random) -> String {
    let (start, end) = range(text, random);
    [&text[..start], &text[end..]].concat()
}

/// A value or key for another.
fn replaced(text: &str, random: &mut Random) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return text.to_owned();
    }
    let (from, to) = (*random.one(&words), *random.one(&words));
    text.replacen(from, to, 1 + random.below(3))
}

/// A line elsewhere, or deeper.
fn lines(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let (from, to) = (random.below(lines.len()), random.below(lines.len()));
    let line = lines[from].clone();
    lines.insert(to, if random.below(2) == 0 { line } else { format!("  {line}") });
    lines.join("\n") + "\n"
}

/// Repeated, nested, named by aliases, or with its lists many times as long.
fn grown(text: &str, random: &mut Random) -> String {
    let count = 1 << random.below(13);
    match random.below(7) {
        0 => text.repeat(count.min(1 + (400 << 10) / text.len().max(1))),
        1 => slice(text, random).repeat(count),
        2 => format!("{}{text}{}", "[".repeat(count), "]".repeat(count)),
        3 => {
            format!("a: &a {}\nb: [{}]\n", "x".repeat(1 + random.below(60_000)), vec!["*a"; count].join(","))
        }
        4 => {
            let line =
                *random.one(&text.lines().collect::<Vec<_>>().into_iter().chain([""]).collect::<Vec<_>>());
            text.replacen(line, &format!("{line}\n").repeat(count), 1)
        }
        5 => format!("{}{text}", "- ".repeat(count)),
        _ => (0..count).map(|n| format!("k{n}: {{<<: {{a: {n}}}}}\n")).collect::<String>() + text,
    }
}
