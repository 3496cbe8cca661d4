// keys.mjs SLIPWAY BROWSER PEER KEYS ROUNDS: script on the page's own thread for one key in the overlay's editor,
// processor slowed.
//
// Keys are typed one by one, the next when the page has nothing more to do. Script is what the browser's trace says ran
// between one key and the next: handlers, promises, timers, frames.

import { script } from "./trace.mjs";
import { slowPage, withPages } from "./pages.mjs";

const [program, browserProgram, peerFolder, keys, rounds] = process.argv.slice(2);

const samples = { median: { ours: [], peer: [] }, p99: { ours: [], peer: [] } };
await withPages(program, browserProgram, peerFolder, async (browser, addresses) => {
  for (let round = 0; round < Number(rounds); round++) {
    for (const side of ["ours", "peer"]) {
      const seconds = await typed(browser, addresses[side], Number(keys));
      samples.median[side].push(at(seconds, 0.5));
      samples.p99[side].push(at(seconds, 0.99));
    }
  }
});
console.log(JSON.stringify(samples));

/** Seconds of script for each key, sorted. */
async function typed(browser, address, keys) {
  const { page, close } = await slowPage(browser);
  await page.goto(address);
  await preview(page, (text) => text.includes("kind: Pod"));
  await toValue(page);
  // The first keys fetch and compile what a page does without until then.
  for (let key = 0; key < 10; key++) await press(page, key);
  await browser.startTracing(page, { categories: ["devtools.timeline", "blink.user_timing"] });
  for (let key = 0; key < keys; key++) {
    await page.evaluate((mark) => performance.mark(mark), `key-${key}`);
    await press(page, key);
  }
  await page.evaluate((mark) => performance.mark(mark), `key-${keys}`);
  const trace = JSON.parse(await browser.stopTracing());
  await close();
  return script(trace.traceEvents, keys).sort((one, other) => one - other);
}

/** Puts the cursor behind the last digit of the annotation's value, which the preview shows. */
async function toValue(page) {
  const section = page.getByRole("button", { name: /^Overlay/ }).first();
  if ((await section.count()) > 0 && (await section.getAttribute("aria-expanded")) === "false") await section.click();
  await page.getByRole("textbox", { name: "Image overlay" }).focus();
  await page.keyboard.press("Control+Home");
  for (let line = 0; line < 4; line++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("7");
  await preview(page, (text) => text.includes("10007"));
  await page.keyboard.press("Backspace");
  await preview(page, (text) => !text.includes("10007"));
}

/** A digit, then back. Both change the pod. */
async function press(page, key) {
  await page.keyboard.press(key % 2 === 0 ? "7" : "Backspace");
  await page.evaluate(
    () => new Promise((rest) => requestAnimationFrame(() => requestIdleCallback(() => setTimeout(rest)))),
  );
}

/** Waits until the preview is as it should be; editors write spaces that do not break. */
async function preview(page, isRight) {
  const region = page.getByRole("region", { name: "Preview" });
  const deadline = Date.now() + 60_000;
  for (;;) {
    const text = (await region.innerText()).replaceAll("\u00a0", " ");
    if (isRight(text)) return;
    if (Date.now() > deadline) throw new Error(`the preview is not what it should be:\n${text}`);
    await page.waitForTimeout(50);
  }
}

function at(sorted, share) {
  return sorted[Math.ceil(sorted.length * share) - 1];
}
