import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @param {string[]} parts */
export const inRoot = (...parts) => join(root, ...parts)

/** What Node is told so that a program of ours loads quickly; not for the launcher's own Node, which may be older. */
export const quickLoad = ['--import', pathToFileURL(inRoot('scripts', 'quick-load.mjs')).href]
