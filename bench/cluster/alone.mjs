// alone.mjs SLIPWAY COUNT LISTS SECONDS: server and sandbox in one process, with many instances.

import { make } from "./fleet.mjs";
import { api, withSandbox } from "./slipway.mjs";

const [program, count, lists, seconds] = process.argv.slice(2);
const server = await withSandbox(program, Number(count));
const making = await make(program, server, Number(count));
await server.rest();
const cores = await server.cores(Number(seconds));
const list = [];
for (let round = 0; round < Number(lists); round++) {
  const begun = performance.now();
  const instances = await api(server, "GET", "/instances");
  list.push((performance.now() - begun) / 1000);
  if (instances.length !== Number(count)) throw new Error(`${instances.length} of ${count} instances are listed`);
}
const memory = server.resident();
await server.stop();
const alone = (numbers) => ({ ours: numbers });
console.log(
  JSON.stringify({
    made: alone([Number(count) / making]),
    cores: alone([cores]),
    list: alone(list),
    memory: alone([memory]),
  }),
);
