import { defineConfig, mergeConfig } from 'vitest/config'
import page from './vite.config'

// Apart from the build's, which is to need nothing of what only tests do.
export default mergeConfig(page, defineConfig({ test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] } }))
