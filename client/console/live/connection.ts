import { type Accessor, createSignal } from 'solid-js'
import type { Frame } from '../../../domain/wire.ts'
import { fullJitter } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Transport } from './line.ts'

export type ConnectionState = 'connected' | 'connecting' | 'disconnected'

/** H1. What the indicator shows; `retryAt` (milliseconds since 1970) while it waits for the next try. */
export interface Link {
  state: ConnectionState
  retryAt: number | null
}

/** Why a line did not come about, asked over plain HTTP. */
export type Probe = 'ok' | 'signed_out' | 'unreachable'

export interface ConnectionDeps {
  clock: Clock
  /** The first choice, and what is taken where the server answers but the first choice does not come through. */
  transports: readonly [Transport, Transport?]
  /** The cursor of what the screen holds, or null when it holds nothing. */
  position: () => string | null
  /** Takes a fresh snapshot; afterwards `position` is its cursor. */
  load: () => Promise<void>
  probe: () => Promise<Probe>
  frame: (frame: Frame) => void
  signedOut: () => void
}

export interface Connection {
  link: Accessor<Link>
  /** When something was last heard, milliseconds since 1970. Not reactive: it changes with each frame. */
  heardAt: () => number | null
  /** When the present line opened: what was committed before that is catching up. */
  openedAt: () => number
  /** The tab is looked at again, the laptop woke, the network came back: find out now what is true. */
  wake: () => void
  stop: () => void
}

/** Failed upgrades, while plain HTTP works, after which the second transport is taken. */
const UPGRADES = 2
/** A sleeping line is noticed sooner on waking than its watchdog would. */
const DOUBT = 7_000

/**
 * Keeps one line to the server open until it is stopped. Position first, then data: a snapshot where there is none,
 * then everything after its cursor, so that nothing is missed between the two (L5).
 */
export function createConnection(deps: ConnectionDeps): Connection {
  const { clock } = deps
  const [link, setLink] = createSignal<Link>({ state: 'connecting', retryAt: null })
  let round = 0
  let stopped = false
  let attempt = 0
  let refused = 0
  let stale = false
  let heardAt: number | null = null
  let openedAt = 0
  let closeLine = () => {}
  let stopTimer = () => {}
  let stopWatch = () => {}

  const letGo = () => {
    round += 1
    stopTimer()
    stopWatch()
    closeLine()
    closeLine = () => {}
  }

  const connect = async () => {
    letGo()
    if (stopped) return
    const mine = round
    setLink({ state: 'connecting', retryAt: null })
    try {
      if (stale || deps.position() === null) {
        await deps.load()
        if (mine !== round) return
        stale = false
        // A snapshot is a word from the server, too.
        heardAt = clock.now()
        setLink({ state: 'connecting', retryAt: null })
      }
    } catch {
      if (mine === round) await failed()
      return
    }
    listen(mine)
  }

  const listen = (mine: number) => {
    const transport = refused >= UPGRADES ? (deps.transports[1] ?? deps.transports[0]) : deps.transports[0]
    let opened = false
    const current = () => mine === round
    const begun = clock.now()
    const lost = () => {
      if (!current()) return
      if (opened) dropped()
      else void failed(transport)
    }
    closeLine = transport.open(deps.position() ?? '', {
      opened: () => {
        if (!current()) return
        opened = true
        heardAt = openedAt = clock.now()
        refused = transport === deps.transports[0] ? 0 : UPGRADES - 1
        setLink({ state: 'connected', retryAt: null })
      },
      frame: (frame) => {
        if (!current()) return
        heardAt = clock.now()
        attempt = 0
        if (frame.event !== 'reset') return deps.frame(frame)
        stale = true
        void connect()
      },
      lost,
    })
    watch(() => (opened ? (heardAt ?? 0) + transport.quiet : begun + transport.patience), lost)
  }

  /** One timer for all frames: it looks how long the silence is, and sleeps for what is left of it. */
  const watch = (until: () => number, lost: () => void) => {
    const left = until() - clock.now()
    if (left <= 0) return lost()
    stopWatch = clock.after(left, () => watch(until, lost))
  }

  /** A line that lived went away: the first try comes at once, and still counts as connecting. */
  const dropped = () => {
    letGo()
    setLink({ state: 'connecting', retryAt: null })
    stopTimer = clock.after(fullJitter(attempt, clock.random), () => void connect())
    attempt += 1
  }

  const failed = async (transport?: Transport) => {
    letGo()
    const mine = round
    const probe = await deps.probe().catch((): Probe => 'unreachable')
    if (mine !== round || stopped) return
    if (probe === 'signed_out') {
      stop()
      return deps.signedOut()
    }
    if (probe === 'ok' && transport === deps.transports[0]) refused += 1
    attempt += 1
    const delay = fullJitter(attempt, clock.random)
    setLink({ state: 'disconnected', retryAt: clock.now() + delay })
    stopTimer = clock.after(delay, () => void connect())
  }

  const wake = () => {
    if (stopped) return
    const { state } = link()
    if (state === 'disconnected') return void connect()
    if (state === 'connected' && clock.now() - (heardAt ?? 0) > DOUBT) void connect()
  }

  const stop = () => {
    if (stopped) return
    stopped = true
    letGo()
    setLink({ state: 'disconnected', retryAt: null })
  }

  void connect()
  return { link, heardAt: () => heardAt, openedAt: () => openedAt, wake, stop }
}
