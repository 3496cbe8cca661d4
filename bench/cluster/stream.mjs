// stream.mjs SLIPWAY SSE CLIENTS MESSAGES ROUNDS: what a message to many clients costs, and how long it takes to the
// last.
//
// Slipway's messages are changes of an image in its cluster, which is another process; the peers are sent the same
// text. A message is sent when everyone has the one before.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { Listeners } from "./listeners.mjs";
import { start } from "./process.mjs";
import { NAMESPACE, against, api, kubeconfig, withSandbox } from "./slipway.mjs";

const [program, sse, ...numbers] = process.argv.slice(2);
const [clients, messages, rounds] = numbers.map(Number);

/** Between two messages. */
const PAUSE = 20;

const sandbox = await withSandbox(program, 0);
const file = kubeconfig(sandbox.cluster);
const image = `${sandbox.cluster}/apis/slipway.dev/v1alpha1/namespaces/${NAMESPACE}/agentimages/bench`;
const sample = await createImage();

const sides = {
  ours: async () => ({ server: await against(program, file), path: "/api/v1/stream", send: patchImage }),
  node: () => peer(process.execPath, [fileURLToPath(new URL("broadcast.mjs", import.meta.url))]),
  axum: () => peer(sse, []),
};
const processor = { ours: [], node: [], axum: [] };
const late = { ours: [], node: [], axum: [] };
for (let round = 0; round < rounds; round++) {
  for (const [name, side] of Object.entries(sides)) await measure(name, await side(), round);
}
await sandbox.stop();
const beside = (of, peer) => ({ ours: of.ours, peer: of[peer] });
console.log(
  JSON.stringify({
    processor_node: beside(processor, "node"),
    processor_axum: beside(processor, "axum"),
    late_node: beside(late, "node"),
    late_axum: beside(late, "axum"),
  }),
);

async function measure(name, { server, path, send }, round) {
  const listeners = new Listeners();
  await listeners.connect(`${server.url}${path}`, clients);
  await server.rest();
  // The first one finds cold caches.
  await listeners.everyone(mark(round, messages), () => send(server, mark(round, messages)));
  listeners.latencies = [];
  const before = server.processor();
  for (let message = 0; message < messages; message++) {
    await listeners.everyone(mark(round, message), () => send(server, mark(round, message)));
    await sleep(PAUSE);
  }
  processor[name].push((server.processor() - before) / (clients * messages));
  const sorted = listeners.latencies.sort((one, other) => one - other);
  late[name].push(sorted[Math.ceil(sorted.length * 0.99) - 1] / 1000);
  listeners.close();
  await server.stop();
}

function mark(round, message) {
  return `registry.example.com/agent:mark-${round}-${message}-end`;
}

async function peer(program, args) {
  const server = await start(program, args, /listens on (\S+)\n/);
  server.url = server.found[1];
  return { server, path: "/stream", send: sendSample };
}

/** What Slipway says of a changed image, as one text. */
async function createImage() {
  const body = { apiVersion: "slipway.dev/v1alpha1", kind: "AgentImage", metadata: { name: "bench" }, spec: {} };
  await ok(await fetch(image.replace(/\/bench$/, ""), json("POST", body)));
  await patchImage(sandbox, "MARK");
  for (;;) {
    const view = await api(sandbox, "GET", "/images/bench");
    if (view.image.agentImage === "MARK") return JSON.stringify({ type: "image", ...view });
    await sleep(20);
  }
}

async function patchImage(_, mark) {
  const patch = json("PATCH", { spec: { agentImage: mark } });
  patch.headers["content-type"] = "application/merge-patch+json";
  await ok(await fetch(image, patch));
}

async function sendSample(server, mark) {
  await ok(await fetch(`${server.url}/send`, { method: "POST", body: sample.replace("MARK", mark) }));
}

function json(method, body) {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function ok(answer) {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
}
