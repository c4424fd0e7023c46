// The customer's side: a chat that a foreign page loads as one script and that loses nothing on its way to Baton.
// Everything here is part of that bundle; the rules it shares with the server come from domain/.
import { type Mounted, mount } from './mount.tsx'
import { type MountOptions, optionsOf } from './options.ts'

declare global {
  interface Window {
    Baton?: { mount(options: MountOptions): Mounted }
  }
}

const script = document.currentScript
const home = script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : location.origin

window.Baton = { mount: (options) => mount(options, home) }

const options = script instanceof HTMLScriptElement ? optionsOf(script) : null
if (options && document.body) mount(options, home)
else if (options) document.addEventListener('DOMContentLoaded', () => mount(options, home))
