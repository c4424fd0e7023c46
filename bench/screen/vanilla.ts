import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The limit: the same cards with the console's own styles, written by hand: one array, a pool of elements for what is in
 * sight, `textContent`, changes gathered for each frame. It knows no modes, no flags, no order, no rights.
 */
export async function vanilla(dist: string): Promise<string> {
  const css = (await readdir(join(dist, 'assets'))).filter((name) => name.endsWith('.css'))
  const links = css.map((name) => `<link rel="stylesheet" href="/assets/${name}">`).join('')
  return `<!doctype html><html lang="en"><head><title>Vanilla</title>${links}</head><body>
<div class="lane" style="height:100vh;overflow:auto"><ul class="cards" style="position:relative;display:block;margin:0;padding:0"></ul></div>
<script>(${program})()</script></body></html>`
}

/** Runs in the page. */
const program = `async function () {
  const HEIGHT = 76
  const lane = document.querySelector('.lane'), list = document.querySelector('.cards')
  const board = await (await fetch('/api/v1/board')).json()
  const rows = board.conversations, byId = new Map(rows.map((row, i) => [row.id, i]))
  list.style.height = rows.length * HEIGHT + 'px'
  const pool = []
  const make = () => {
    const item = document.createElement('li')
    item.style.cssText = 'position:absolute;inset-inline:0'
    item.innerHTML = '<a class="card short" data-control="ai" href="#"><span class="line"><span class="who"><span class="badge ai"></span><span class="agent"></span><span class="place"></span></span></span><span class="line"><span class="ask"><span class="clip"></span></span><span class="meta"></span></span></a>'
    list.append(item)
    const find = (name) => item.querySelector(name)
    return { item, at: -1, status: find('.badge'), agent: find('.agent'), place: find('.place'), ask: find('.clip'), meta: find('.meta') }
  }
  const fill = (slot, at) => {
    const row = rows[at]
    slot.at = at
    slot.item.style.transform = 'translateY(' + at * HEIGHT + 'px)'
    slot.status.textContent = 'AI Active'
    slot.agent.textContent = row.agent
    slot.place.textContent = row.customer.location?.city ?? 'Location unknown'
    slot.ask.textContent = row.openingQuestion
    slot.meta.textContent = row.startedAt.slice(11, 16) + ' · ' + row.messageCount + ' messages'
  }
  const draw = () => {
    const first = Math.max(0, Math.floor(lane.scrollTop / HEIGHT) - 5)
    const last = Math.min(rows.length, Math.ceil((lane.scrollTop + lane.clientHeight) / HEIGHT) + 5)
    while (pool.length < last - first) pool.push(make())
    for (let at = first; at < last; at++) { const slot = pool[at % pool.length]; if (slot.at !== at) fill(slot, at) }
  }
  draw()
  lane.addEventListener('scroll', draw)
  const dirty = new Set()
  const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/v1/socket?lines=true&after=' + board.cursor)
  socket.onmessage = (message) => { for (const line of message.data.split('\\n')) hear(JSON.parse(line)) }
  const hear = ({ event, data }) => {
    if (event !== 'message.added') return
    const at = byId.get(data.conversationId)
    rows[at].messageCount++
    if (dirty.size === 0) requestAnimationFrame(() => { for (const at of dirty) { const slot = pool[at % pool.length]; if (slot.at === at) fill(slot, at) } dirty.clear() })
    dirty.add(at)
  }
}`
