// Unpack what @sparticuz/chromium carries, into this folder: the browser, its libraries, its fonts.
import { createReadStream, createWriteStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const carried = new URL("node_modules/@sparticuz/chromium/bin/", import.meta.url);
for (const name of (await readdir(carried)).filter((file) => file.endsWith(".br"))) {
  const target = new URL(name.replace(/\.br$/, ""), new URL("unpacked/", import.meta.url));
  await pipeline(createReadStream(new URL(name, carried)), createBrotliDecompress(), createWriteStream(target));
}
