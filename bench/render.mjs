// render.mjs POD CONFIGURATION...: the pods of many configurations, as a script with js-yaml would make them: the
// overlay of each is merged into one pod.

import { readFileSync } from "node:fs";

import { dump, load } from "js-yaml";

import { merge } from "./keyed.mjs";

const [podFile, ...configurations] = process.argv.slice(2);
const pod = load(readFileSync(podFile, "utf8"));
const texts = configurations.map((file) => {
  const { imageName, instance } = load(readFileSync(file, "utf8"));
  const named = { ...pod, metadata: { ...pod.metadata, name: `${imageName}-${instance.suffix}` } };
  return dump(merge(named, load(instance.overlay)));
});
process.stdout.write(texts.join("---\n"));
