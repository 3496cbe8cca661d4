// The peer's page as a web site: a folder with compressed twins, as Slipway serves its own, and what it begins with.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };

/** Serves the folder; gives the site's address and how to end it. */
export async function serve(folder, data) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://site").pathname;
    const file = join(folder, `${path === "/" ? "index.html" : path}.br`);
    if (path === "/data.js") return response.writeHead(200, { "content-type": TYPES[".js"] }).end(data);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file.slice(0, -".br".length))];
    response.writeHead(200, { "content-type": type, "content-encoding": "br" }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
