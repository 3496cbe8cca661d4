/**
 * Starts the console: loads its WebAssembly, then removes the skeleton. A failure is said on the page, and so is a
 * console that stopped later: WebAssembly that trapped once answers nothing any more.
 */
import init from "slipway-bindings";
import { blame, discard, putAside } from "./opening";

/** The module's address is in the page, which asks for it before this file is there. */
function moduleAddress(): string {
  const link = document.querySelector<HTMLLinkElement>('link[rel="preload"][as="fetch"]');
  if (!link) throw new Error("the page does not name its WebAssembly module");
  return link.href;
}

/** An abort, or a stack or memory that ran out, within the WebAssembly. */
function isTrap(reason: unknown): boolean {
  return (
    reason instanceof WebAssembly.RuntimeError ||
    (reason instanceof RangeError && (reason.stack ?? "").includes("wasm"))
  );
}

function stop(): void {
  const message = document.querySelector<HTMLDialogElement>("#stopped");
  if (!message || message.open) return;
  blame();
  document.getElementById("skeleton")?.remove();
  document.getElementById("stopped-reload")?.addEventListener("click", () => location.reload());
  document.getElementById("stopped-discard")?.addEventListener("click", () => {
    discard();
    location.reload();
  });
  // What is left of the console shows behind it, and takes nothing any more.
  message.showModal();
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

addEventListener("error", (event) => isTrap(event.error) && stop());
addEventListener("unhandledrejection", (event) => isTrap(event.reason) && stop());
putAside();
try {
  await load();
  document.getElementById("skeleton")?.remove();
} catch (reason) {
  if (isTrap(reason)) stop();
  else fail(reason);
  throw reason;
}
