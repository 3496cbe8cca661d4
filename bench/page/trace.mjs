// What ran between two marks, from a trace of the browser.

/** Events during which script runs. Those within others count once. */
const SCRIPT = new Set([
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "FireIdleCallback",
  "FunctionCall",
  "RunMicrotasks",
  "TimerFire",
]);

/** Seconds of script on the marks' thread, from `key-0` to `key-1` and so on. */
export function script(events, keys) {
  const marks = new Map(events.filter(({ name }) => /^key-\d+$/.test(name)).map((event) => [event.name, event]));
  const { pid, tid } = marks.get("key-0");
  const spans = events
    .filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && SCRIPT.has(event.name))
    .map(({ ts, dur }) => [ts, ts + (dur ?? 0)])
    .sort(([one], [other]) => one - other);
  return Array.from({ length: keys }, (_, key) => {
    const [from, to] = [marks.get(`key-${key}`).ts, marks.get(`key-${key + 1}`).ts];
    return covered(spans, from, to) / 1e6;
  });
}

/** How much of a stretch spans cover, each part once. */
function covered(spans, from, to) {
  let [sum, done] = [0, from];
  for (const [begin, end] of spans) {
    if (begin >= to) break;
    const begun = Math.max(begin, done);
    const ended = Math.min(end, to);
    if (ended > begun) {
      sum += ended - begun;
      done = ended;
    }
  }
  return sum;
}
