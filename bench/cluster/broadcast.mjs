// broadcast.mjs: a broadcast over server-sent events with Node's own `http`. `GET /stream` listens, `POST /send`
// sends its body to everyone. Says `listens on URL`.

import { createServer } from "node:http";

const listeners = new Set();

const server = createServer(async (request, response) => {
  if (request.method === "POST") {
    let body = "";
    for await (const chunk of request) body += chunk;
    for (const listener of listeners) listener.write(`data: ${body}\n\n`);
    response.end();
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  listeners.add(response);
  request.on("close", () => listeners.delete(response));
});

server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  console.log(`listens on http://127.0.0.1:${server.address().port}`);
});
