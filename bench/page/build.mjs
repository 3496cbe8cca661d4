// build.mjs FOLDER: the peer's page as it would be put on a server: minified, and compressed as well as it can be.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { build } from "esbuild";

const [folder] = process.argv.slice(2);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

await build({
  entryPoints: {
    peer: here("peer.js"),
    "editor.worker": fileURLToPath(import.meta.resolve("monaco-editor/editor/editor.worker.js")),
  },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".ttf": "file" },
  legalComments: "none",
  logLevel: "error",
});
copyFileSync(here("peer.html"), join(folder, "index.html"));
for (const name of readdirSync(folder).filter((name) => !name.endsWith(".br"))) {
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(readFileSync(join(folder, name))));
}
