import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const backend = process.env['BACKEND'] ?? 'http://127.0.0.1:8000'

const CORE =
  /node_modules\/(react|react-dom|scheduler|react-router|@tanstack\/(react-query|query-core))\/|lucide-react\/dist\/esm\/(createLucideIcon|Icon|shared|context|default)|src\/(lib\/(api|format|user|days|hold|fold|keyboardHold)|components\/(ui|toasts\/(index|toastHost|ToastQueue)|Dialog))/

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    manifest: true,
    // What every page needs is one file: in many small ones the same code compresses worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'core', test: CORE }] } } },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': backend, '/finance/api': backend, '/ws': backend, '/socket.io': { target: backend, ws: true } },
  },
})
