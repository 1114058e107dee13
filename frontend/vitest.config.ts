import { defineConfig, mergeConfig } from 'vitest/config'
import page from './vite.config'

// Apart from the build's, which is to need nothing of what only tests do. What needs a browser says so in its first line.
export default mergeConfig(page, defineConfig({ test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] } }))
