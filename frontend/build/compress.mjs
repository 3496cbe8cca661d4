// node build/compress.mjs DIRECTORY
// Writes FILE.br (level 11) and FILE.gz (level 9) beside every file that is not newer than what is already there.
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const encoders = {
  ".br": (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  ".gz": (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

const modified = async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;

async function compress(path, extension) {
  if ((await modified(path + extension)) >= (await modified(path))) return;
  await writeFile(path + extension, await encoders[extension](await readFile(path)));
}

const directory = process.argv[2];
if (!directory) throw new Error("usage: compress.mjs DIRECTORY");
const files = (await readdir(directory)).filter((name) => !/\.(br|gz)$/.test(name));
await Promise.all(
  files.flatMap((name) => Object.keys(encoders).map((extension) => compress(join(directory, name), extension))),
);
