import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

/** The console: a single page that the server gives out for every path of its own. */
export default defineConfig({
  root: 'client',
  base: '/',
  plugins: [solid()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:3000', ws: true } } },
})
