import { defineConfig } from 'vite'

/** The service worker: one classic script under a name that never changes, as old browsers want it. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/service-worker',
    emptyOutDir: true,
    target: 'es2020',
    lib: { entry: 'client/service-worker/main.ts', formats: ['iife'], name: 'Baton', fileName: () => 'sw.js' },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
})
