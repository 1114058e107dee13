// After the build: Swagger UI's two files beside the page, so that /api/docs needs nothing from elsewhere, and a
// compressed twin of everything that is text, so that the server never compresses by itself.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { checkSizes } from './sizes.mjs'

const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
mkdirSync('dist/api-docs', { recursive: true })
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js'])
  copyFileSync(join(from, name), join('dist/api-docs', name))

for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  if (/\.(js|css|svg)$/.test(entry.name)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
}

checkSizes('dist')
