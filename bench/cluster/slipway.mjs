// Slipway's servers: one with a sandbox inside, and one that has the first one's sandbox as its cluster.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { start } from "./process.mjs";

export const NAMESPACE = "slipway";

const READY = /listens on (http\S+)\nCluster: .* at (http\S+), namespace/;

/** How many instances one node of the sandbox takes (`data/fleet.yaml`). */
const PER_NODE = 110;

/** How often a server that is too busy is asked, and the milliseconds between. */
const TRIES = 600;
const PAUSE = 500;

/** Server and sandbox in one process, with room for so many instances where the sandbox can have several nodes. */
export async function withSandbox(program, instances) {
  const several = execFileSync(program, ["serve", "--help"], { encoding: "utf8" }).includes("--sandbox-nodes");
  const nodes = several ? ["--sandbox-nodes", String(Math.ceil(instances / PER_NODE) + 1)] : [];
  const args = ["serve", "--cluster", "sandbox", "--listen", "127.0.0.1:0", "--sandbox-speed", "20", ...nodes];
  return known(await start(program, args, READY));
}

/** A server whose cluster is another process. */
export async function against(program, kubeconfig) {
  const args = ["serve", "--cluster", "kube", "--listen", "127.0.0.1:0", "--kubeconfig", kubeconfig];
  return known(await start(program, args, READY));
}

function known(server) {
  [, server.url, server.cluster] = server.found;
  return server;
}

/** A kubeconfig of a cluster without credentials; it goes with this process. */
export function kubeconfig(cluster) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "kubeconfig");
  const text = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "bench",
    clusters: [{ name: "bench", cluster: { server: cluster } }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench", namespace: NAMESPACE } }],
    users: [{ name: "bench", user: {} }],
  };
  writeFileSync(file, JSON.stringify(text));
  return file;
}

/** A request to the API; the body of its answer. A server that is too busy is asked again: that it was costs time. */
export async function api(server, method, path, body) {
  const request = {
    method,
    headers: { "content-type": "application/json", "x-slipway-request": "1" },
    body: body && JSON.stringify(body),
  };
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${server.url}/api/v1${path}`, request);
    if (answer.ok) return answer.json();
    const text = await answer.text();
    if (answer.status !== 503 || tries === TRIES) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    await sleep(PAUSE);
  }
}
