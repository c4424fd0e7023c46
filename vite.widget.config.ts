import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

/** The widget: one script that a foreign page loads under a name that never changes. */
export default defineConfig({
  plugins: [solid()],
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2020',
    lib: { entry: 'client/widget/main.tsx', formats: ['iife'], name: 'Baton', fileName: () => 'widget.js' },
    cssCodeSplit: false,
  },
})
