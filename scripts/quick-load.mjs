// Loaded before the program itself: a start is for the most part Node reading modules, and half of that can be spared.
import { enableCompileCache, registerHooks } from 'node:module'
import { inRoot } from './paths.mjs'

// Types once stripped and code once compiled are kept, as Node does it: by path and content. It goes with the packages; where
// that folder cannot be written nothing is kept, and `NODE_COMPILE_CACHE` names another one.
enableCompileCache(inRoot('node_modules', '.cache', 'baton'))

// To know what a .js file is, Node parses all `exports` of its package anew for each file (24.21: `getPackageScopeConfig`).
// Those of drizzle-orm are 130 KB and we load a hundred of its files, modules all of them: half a second and 140 MB.
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context
    if (!/^\..*\.js$/.test(specifier) || !parentURL?.includes('/node_modules/drizzle-orm/'))
      return next(specifier, context)
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
  },
})
