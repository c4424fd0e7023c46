// biome-ignore assist/source/organizeImports: this one comes before everything that makes a schema
import './no-eval.ts'
import { render } from 'solid-js/web'
import '../ui/ui.css'
import { guardSecondPress } from '../ui/index.ts'
import { App } from './app.tsx'
import { applyTheme } from './pages/settings/preferences.ts'

// Before the first paint: the page comes in the colours that the person chose in this browser.
applyTheme()
guardSecondPress()

const place = document.getElementById('console')
if (place) render(() => <App />, place)
