// Put Swagger UI's two files beside the page, so that /api/docs needs nothing from elsewhere.
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
mkdirSync('dist/api-docs', { recursive: true })
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js'])
  copyFileSync(join(from, name), join('dist/api-docs', name))
