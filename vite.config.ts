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
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Zod and what it is told before the first schema is made are one piece, and run before all others.
      output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod|console\/no-eval/ }] } },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:3000', ws: true } } },
})
