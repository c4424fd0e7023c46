import { cpSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'
import solid from 'vite-plugin-solid'

/** The demo page is plain files: they are copied beside the bundle, to be served at /demo. */
const demo: Plugin = {
  name: 'baton-demo',
  closeBundle: () => cpSync('client/demo', 'dist/demo', { recursive: true }),
}

/** The widget: one script that a foreign page loads under a name that never changes. */
export default defineConfig({
  // Solid would otherwise listen on the document, where the page's own listeners come first.
  plugins: [solid({ solid: { delegateEvents: false } }), demo],
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2020',
    // light-dark() is younger than many a customer's browser: below this floor it is written out.
    cssTarget: ['chrome97', 'edge97', 'firefox104', 'safari15.4'],
    lib: { entry: 'client/widget/main.tsx', formats: ['iife'], name: 'Baton', fileName: () => 'widget.js' },
    cssCodeSplit: false,
    // domain/ builds its schemas where it is loaded; the widget takes types, ids and limits from it, and no zod.
    rolldownOptions: { checks: { pluginTimings: false }, treeshake: { manualPureFunctions: ['z', 'line'] } },
  },
})
