// Loaded before the program (`node --import`): what stands in the place of `db/commit.ts` commits nothing. The program
// itself knows nothing of it.
import { registerHooks } from 'node:module'

const real = new URL('../../db/commit.ts', import.meta.url).href
const instead = new URL('no-commit.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    return found.url === real ? { ...found, url: instead } : found
  },
})
