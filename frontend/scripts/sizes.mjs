// What each page loads before it can be shown: the gzipped JavaScript of its chunks and of all that they import.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const FIRST_PAGE_MAX_KB = 130
const SHELL = 'index.html'

/** Print the sizes; end the build where the first page has grown too heavy. */
export function checkSizes(dist) {
  const folder = join(dist, '.vite')
  const chunks = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const kb = (keys) => [...keys].reduce((sum, key) => sum + gzipped(join(dist, chunks[key].file)), 0) / 1000
  const shell = closure(chunks, [SHELL])
  const rows = chunks[SHELL].dynamicImports.map((page) => [chunks[page].name, kb(closure(chunks, [SHELL, page]))])
  const [, first] = rows.find(([name]) => name === 'Home')
  console.log(
    `JavaScript, gzipped: shell ${kb(shell).toFixed(1)} kB; with each page (the first one's limit: ${FIRST_PAGE_MAX_KB} kB)`,
  )
  for (const [name, size] of rows.sort((a, b) => b[1] - a[1])) console.log(`  ${name.padEnd(16)} ${size.toFixed(1)}`)
  // The server serves all of dist; the manifest is for this script alone.
  rmSync(folder, { recursive: true })
  if (first > FIRST_PAGE_MAX_KB) throw new Error(`The first page loads ${first.toFixed(1)} kB of JavaScript`)
}

function closure(chunks, keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(chunks, chunks[key].imports ?? [], seen)
  }
  return seen
}

const gzipped = (path) =>
  path.endsWith('.js') && existsSync(path) ? gzipSync(readFileSync(path), { level: 9 }).length : 0
