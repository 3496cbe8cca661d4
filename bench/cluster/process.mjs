// Processes that are measured, by what Linux says of them.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"]));

/** How long a process may take to say that it is there, or to come to rest. */
const PATIENCE = 600_000;

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a program and waits until it prints something that `ready` matches. */
export async function start(program, args, ready) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let printed = "";
  const found = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${program} says nothing: ${printed}`)), PATIENCE);
    const take = (chunk) => {
      printed += chunk;
      const match = ready.exec(printed);
      if (match) {
        clearTimeout(late);
        resolve(match);
      }
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code}: ${printed}`)));
  });
  return new Process(child, found);
}

class Process {
  constructor(child, found) {
    this.child = child;
    /** What `ready` matched. */
    this.found = found;
  }

  /** Bytes of memory that are resident. */
  resident() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) * 1024;
  }

  /** Seconds of processor time, of this process and its threads. */
  processor() {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Cores kept busy during some seconds. */
  async cores(seconds) {
    const [before, begun] = [this.processor(), performance.now()];
    await sleep(seconds * 1000);
    return (this.processor() - before) / ((performance.now() - begun) / 1000);
  }

  /** Waits until it does next to nothing. */
  async rest() {
    const until = performance.now() + PATIENCE;
    while ((await this.cores(1)) > 0.03) {
      if (performance.now() > until) throw new Error("a process does not come to rest");
    }
  }

  async stop() {
    this.child.removeAllListeners("exit");
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await ended;
    running.delete(this.child);
  }
}
