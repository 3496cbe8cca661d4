/** Starts the console: loads its WebAssembly, then removes the skeleton; a failure is said on the page. */
import init from "slipway-bindings";

/** The module's address is in the page, which asks for it before this file is there. */
function moduleAddress(): string {
  const link = document.querySelector<HTMLLinkElement>('link[rel="preload"][as="fetch"]');
  if (!link) throw new Error("the page does not name its WebAssembly module");
  return link.href;
}

function fail(reason: unknown): void {
  const message = document.getElementById("start-failure");
  document.getElementById("skeleton")?.remove();
  if (!message) return;
  message.textContent =
    `Slipway could not start: ${reason instanceof Error ? reason.message : String(reason)}. ` +
    "Reload the page; if that does not help, the server and this page may be of different versions.";
  message.hidden = false;
}

async function load(): Promise<void> {
  const response = await fetch(moduleAddress());
  if (!response.ok) throw new Error(`the server answered ${response.status} for the WebAssembly module`);
  await init({ module_or_path: response });
}

try {
  await load();
  document.getElementById("skeleton")?.remove();
} catch (reason) {
  fail(reason);
  throw reason;
}
