// first.mjs SLIPWAY BROWSER PEER ROUNDS: from an address to a preview of its pod: processor slowed, over a slow
// network, nothing cached.

import { slowPage, withPages } from "./pages.mjs";

const [program, browserProgram, peerFolder, rounds] = process.argv.slice(2);

/** 1.6 Mbit/s and a round trip of 150 ms: a slow telephone network as Lighthouse takes it. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

const seconds = { ours: [], peer: [] };
await withPages(program, browserProgram, peerFolder, async (browser, addresses) => {
  for (let round = 0; round < Number(rounds); round++) {
    for (const side of ["ours", "peer"]) seconds[side].push(await first(browser, addresses[side]));
  }
});
console.log(JSON.stringify({ seconds }));

async function first(browser, address) {
  const { page, session, close } = await slowPage(browser);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "commit" });
  const handle = await page.waitForFunction(() => window.shownAt, null, { polling: 200, timeout: 120_000 });
  const milliseconds = await handle.jsonValue();
  await close();
  return milliseconds / 1000;
}

/** Notes when the preview first shows a pod: at the frame after it was put there. */
function watch() {
  const look = () => {
    const text = document.querySelector('[aria-label="Preview"]')?.textContent ?? "";
    if (!text.replaceAll("\u00a0", " ").includes("kind: Pod")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => (window.shownAt = performance.now())));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, characterData: true });
}
