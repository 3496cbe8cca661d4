// keystroke.mjs BINDINGS MODULE WHAT ROUNDS CALLS: what a page computes for each key in an overlay's editor.
//
// Ours is the core compiled as the console is: the `merge` of a snippet into a pod, or everything (`render`). The
// peer is js-yaml: `load`, a keyed merge, `dump`. Both begin with the same pod in memory, take the same text, another
// one for every call, and end with YAML text; before anything is measured their results are compared.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { dump, load } from "js-yaml";

import { alternate, warm } from "./alternate.mjs";
import { canonical } from "./canonical.mjs";
import { merge } from "./keyed.mjs";

const [bindings, module, what, rounds, calls] = process.argv.slice(2);
const { default: start, Form } = await import(pathToFileURL(bindings).href);
await start({ module_or_path: readFileSync(module) });

const form = new Form(read("agent.yaml"));
const overlay = read("overlay.yaml");
const text = form.pod();
const pod = load(text);

const ours = { merge: (key) => form.merge(typed(key)), render: (key) => form.render(typed(key)) }[what];
const peer = (key) => dump(merge(pod, load(typed(key))));

assertSize("the pod", text, 4_300);
assertSize("the overlay", overlay, 500);
for (const key of [0, 7, 999]) assert.deepEqual(canonical(load(ours(key))), canonical(load(peer(key))));

warm(Math.min(Number(rounds) * Number(calls), 500), ours, peer);
const samples = alternate({ rounds: Number(rounds), calls: Number(calls) }, ours, peer);
console.log(JSON.stringify({ call: samples }));

/** The overlay after another key: of the same length, and no text twice in a row. */
function typed(key) {
  return overlay.replace("1000", String(1000 + (key % 9000)));
}

function read(name) {
  return readFileSync(new URL(`data/${name}`, import.meta.url), "utf8");
}

/** The sizes are part of what is promised: within 5 %. */
function assertSize(name, text, bytes) {
  const difference = Math.abs(text.length - bytes) / bytes;
  assert.ok(difference <= 0.05, `${name} has ${text.length} bytes instead of ${bytes}`);
}
