// The page somebody would build with Monaco and js-yaml: an overlay on the left, the merged pod on the right, made
// anew for every change. What it begins with is in `window.bench`.

import { dump, load } from "js-yaml";
import * as monaco from "monaco-editor/editor/editor.api.js";
import "monaco-editor/languages/definitions/yaml/register.js";

import { merge } from "../keyed.mjs";

const { pod, overlay } = window.bench;
const base = load(pod);

// The editors' own background work (links, word completion) needs a worker; the preview does not.
window.MonacoEnvironment = { getWorker: () => new Worker("editor.worker.js") };

const options = { language: "yaml", minimap: { enabled: false }, automaticLayout: true };
const editor = monaco.editor.create(document.getElementById("overlay"), {
  ...options,
  value: overlay,
  ariaLabel: "Image overlay",
});
const preview = monaco.editor.create(document.getElementById("preview"), { ...options, readOnly: true });

function show() {
  preview.setValue(dump(merge(base, load(editor.getValue()) ?? {})));
}

editor.onDidChangeModelContent(show);
show();
