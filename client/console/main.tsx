import { render } from 'solid-js/web'
import '../ui/ui.css'
import { App } from './app.tsx'

const place = document.getElementById('console')
if (place) render(() => <App />, place)
