// Many instances, made as the console makes them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { load } from "js-yaml";

import { api } from "./slipway.mjs";

/** Requests under way at once: as many as a browser makes. */
const AT_ONCE = 6;

/** How long all of it may take, and the time between two looks at it, in milliseconds. */
const PATIENCE = 1_800_000;
const PAUSE = 250;

/** Makes instances and waits until each has its pod; the seconds that took. */
export async function make(program, server, count) {
  const requests = prepare(program, count);
  const begun = performance.now();
  const waiting = [...requests];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await api(server, "POST", "/instances", next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (let there = 0; there < count; there = await withPods(server)) {
    if (performance.now() - begun > PATIENCE) throw new Error(`${there} of ${count} instances have a pod`);
    await sleep(PAUSE);
  }
  return (performance.now() - begun) / 1000;
}

async function withPods(server) {
  const instances = await api(server, "GET", "/instances");
  return instances.filter((instance) => instance.containers.length > 0).length;
}

/** The requests, with the digests of what they will make: `slipway render` computes them as the console would. */
function prepare(program, count) {
  const text = readFileSync(new URL("../data/fleet.yaml", import.meta.url), "utf8");
  const suffixes = Array.from({ length: count }, (_, number) => `n${String(number).padStart(4, "0")}`);
  const digests = inFolder((folder) => {
    const files = suffixes.map((suffix) => {
      const file = join(folder, `${suffix}.yaml`);
      writeFileSync(file, `${text}  suffix: ${suffix}\n`);
      return file;
    });
    const printed = execFileSync(program, ["render", "--output", "sha256", ...files], { encoding: "utf8" });
    return printed.trim().split("\n").map((line) => line.split(" ")[0]);
  });
  return suffixes.map((suffix, number) => {
    const config = load(`${text}  suffix: ${suffix}\n`);
    return { config, manifestSha256: digests[number] };
  });
}

function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
