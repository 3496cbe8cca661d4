// Many clients of one stream, on sockets of their own.

import { connect } from "node:net";

/** How many connect at once: a server's queue of connections is short. */
const AT_ONCE = 50;

/** How long a message may take. */
const PATIENCE = 60_000;

/** Clients of one stream. A message counts for each of them as soon as its mark is read. */
export class Listeners {
  sockets = [];
  missing = 0;
  latencies = [];

  /** Connects so many clients; each has its answer when this returns. */
  async connect(url, count) {
    for (let begun = 0; begun < count; begun += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - begun) }, () => this.#one(new URL(url)));
      await Promise.all(some);
    }
  }

  #one({ hostname, port, pathname, host }) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) });
      this.sockets.push(socket);
      socket.setEncoding("latin1");
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the server closed a stream")));
      socket.once("data", (head) => {
        if (head.startsWith("HTTP/1.1 200")) resolve();
        else reject(new Error(`a client was refused: ${head.slice(0, 300)}`));
      });
      // A mark may be cut in two by the end of a chunk: the end of the last one is kept.
      let kept = "";
      socket.on("data", (chunk) => {
        const text = kept + chunk;
        kept = text.slice(-64);
        if (this.mark !== undefined && text.includes(this.mark) && socket.seen !== this.mark) {
          socket.seen = this.mark;
          this.latencies.push(performance.now() - this.sent);
          if (--this.missing === 0) this.complete();
        }
      });
      socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`);
    });
  }

  /** Sends a message by `send` and waits until everyone has read its mark. */
  async everyone(mark, send) {
    this.mark = mark;
    this.missing = this.sockets.length;
    const complete = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${this.missing} clients did not get ${mark}`)), PATIENCE);
      this.complete = () => {
        clearTimeout(late);
        resolve();
      };
    });
    this.sent = performance.now();
    await Promise.all([send(), complete]);
  }

  close() {
    for (const socket of this.sockets) {
      socket.removeAllListeners();
      socket.destroy();
    }
  }
}
