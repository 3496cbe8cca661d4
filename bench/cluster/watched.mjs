// watched.mjs SLIPWAY REFLECTOR COUNT ROUNDS: memory for each instance that is watched, by a server and by a plain
// reflector.

import { start } from "./process.mjs";
import { make } from "./fleet.mjs";
import { NAMESPACE, against, api, kubeconfig, withSandbox } from "./slipway.mjs";

const [program, reflector, count, rounds] = process.argv.slice(2);
const sandbox = await withSandbox(program, Number(count));
const file = kubeconfig(sandbox.cluster);

const empty = await measure();
await make(program, sandbox, Number(count));
await sandbox.rest();
const full = await measure();
await sandbox.stop();

const each = (name) => full[name].map((bytes, round) => (bytes - empty[name][round]) / Number(count));
console.log(JSON.stringify({ each: { ours: each("ours"), peer: each("peer") } }));

/** What both keep resident, once for each round. */
async function measure() {
  const samples = { ours: [], peer: [] };
  for (let round = 0; round < Number(rounds); round++) {
    const server = await against(program, file);
    await api(server, "GET", "/instances");
    await sample(server, samples.ours);
    await sample(await start(reflector, [sandbox.cluster, NAMESPACE], /ready/), samples.peer);
  }
  return samples;
}

async function sample(of, numbers) {
  await of.rest();
  numbers.push(of.resident());
  await of.stop();
}
