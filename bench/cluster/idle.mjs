// idle.mjs SLIPWAY KUBECTL ROUNDS: memory of a server that has nothing to do, and of `kubectl proxy`, both of one
// cluster.

import { start } from "./process.mjs";
import { NAMESPACE, against, kubeconfig, withSandbox } from "./slipway.mjs";

const [program, kubectl, rounds] = process.argv.slice(2);
const sandbox = await withSandbox(program, 0);
const file = kubeconfig(sandbox.cluster);

const samples = { ours: [], peer: [] };
for (let round = 0; round < Number(rounds); round++) {
  const server = await against(program, file);
  await ask(`${server.url}/api/v1/instances`);
  const args = ["proxy", "--port=0", `--kubeconfig=${file}`];
  const proxy = await start(kubectl, args, /Starting to serve on (\S+)/);
  await ask(`http://${proxy.found[1]}/api/v1/namespaces/${NAMESPACE}/pods`);
  for (const [name, of] of [["ours", server], ["peer", proxy]]) {
    await of.rest();
    samples[name].push(of.resident());
    await of.stop();
  }
}
await sandbox.stop();
console.log(JSON.stringify({ resident: samples }));

/** Until it is answered: a server lists its cluster first. */
async function ask(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
