// node build/bundle.mjs ENTRY OUTFILE [--minify] [--script] [--bindings=PATH]
// Bundles one entry point into one file. --script makes a plain script instead of a module; --bindings says what
// `slipway-bindings` is.
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { build } from "esbuild";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minify: { type: "boolean" }, script: { type: "boolean" }, bindings: { type: "string" } },
});
const [entry, outfile] = positionals;
if (!entry || !outfile) throw new Error("usage: bundle.mjs ENTRY OUTFILE [--minify] [--script] [--bindings=PATH]");

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  minify: values.minify ?? false,
  format: values.script ? "iife" : "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  alias: values.bindings ? { "slipway-bindings": resolve(values.bindings) } : {},
});
