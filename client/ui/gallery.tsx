import { Match, Switch } from 'solid-js'
import { render } from 'solid-js/web'
import { GalleryHandoff } from './gallery-handoff.tsx'
import { GalleryDoor, GallerySettings } from './gallery-pages.tsx'
import { GalleryStates } from './gallery-states.tsx'
import './ui.css'
import './gallery.css'

// For whoever changes a part: `?view=states|handoff|settings|door`, `&theme=dark`, `&text=200`, `&panel=mine|held|free|none`.
const asked = new URLSearchParams(location.search)
const theme = asked.get('theme')
if (theme) document.documentElement.dataset.theme = theme
document.documentElement.style.fontSize = `${asked.get('text') ?? 100}%`

function Gallery() {
  return (
    <Switch fallback={<GalleryStates />}>
      <Match when={asked.get('view') === 'handoff'}>
        <GalleryHandoff panel={asked.get('panel') ?? 'mine'} />
      </Match>
      <Match when={asked.get('view') === 'settings'}>
        <GallerySettings />
      </Match>
      <Match when={asked.get('view') === 'door'}>
        <GalleryDoor />
      </Match>
    </Switch>
  )
}

const root = document.getElementById('root')
if (root) render(() => <Gallery />, root)
