// Both pages with the same pod and overlay, in one browser.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { withSandbox } from "../cluster/slipway.mjs";
import { serve } from "./site.mjs";

/** Containers and CI run as root and without user namespaces. */
const ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];

/** How much slower the pages run than this machine. */
export const SLOWDOWN = 4;

/** Runs `work` with a browser and the addresses of both pages; the peer's is built in `peerFolder`. */
export async function withPages(program, browserProgram, peerFolder, work) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const browser = await chromium.launch({ executablePath: browserProgram, args: ARGS });
  const server = await withSandbox(program, 0);
  try {
    const overlay = readFileSync(new URL("../data/overlay.yaml", import.meta.url), "utf8");
    const { fragment, pod } = configured(program, folder, overlay);
    const site = await serve(peerFolder, `window.bench = ${JSON.stringify({ pod, overlay })};`);
    await work(browser, { ours: `${server.url}/${fragment}`, peer: site.url });
    site.close();
  } finally {
    await server.stop();
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The configuration with the overlay as the fragment of a share link, and the pod without it. */
function configured(program, folder, overlay) {
  const agent = readFileSync(new URL("../data/agent.yaml", import.meta.url), "utf8");
  const indented = overlay.replace(/^/gm, "    ").trimEnd();
  const file = join(folder, "agent.yaml");
  writeFileSync(file, agent.replace(/^image:$/m, `image:\n  overlay: |\n${indented}`));
  const link = execFileSync(program, ["link", file], { encoding: "utf8" }).trim();
  writeFileSync(file, agent);
  const pod = execFileSync(program, ["render", file], { encoding: "utf8" });
  return { fragment: link.slice(link.indexOf("#")), pod };
}

/** A page that runs slowed down, in a profile of its own. */
export async function slowPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  return { page, session, close: () => context.close() };
}
