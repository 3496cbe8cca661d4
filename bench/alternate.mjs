// Two functions run in turns, so that what else the machine does meets both.

/** Seconds of one call, of both functions, once for each round. A round makes `calls` calls of each. */
export function alternate({ rounds, calls }, ours, peer) {
  const samples = { ours: [], peer: [] };
  const one = (name, run, round) => {
    const begun = performance.now();
    for (let call = 0; call < calls; call++) run(round * calls + call);
    samples[name].push((performance.now() - begun) / 1000 / calls);
  };
  for (let round = 0; round < rounds; round++) {
    const turns = [
      ["ours", ours],
      ["peer", peer],
    ];
    if (round % 2 === 1) turns.reverse();
    for (const [name, run] of turns) one(name, run, round);
  }
  return samples;
}

/** Runs both often enough that V8 has compiled what it will. */
export function warm(calls, ...functions) {
  for (let call = 0; call < calls; call++) for (const run of functions) run(call);
}
