import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const backend = process.env['BACKEND'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: { target: 'es2022', reportCompressedSize: false, manifest: true },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': backend, '/ws': backend, '/socket.io': { target: backend, ws: true } },
  },
})
