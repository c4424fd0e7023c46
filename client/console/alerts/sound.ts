import { Howl, Howler } from 'howler'
import { type Accessor, createSignal } from 'solid-js'
import { twoNotes } from './notes.ts'

/** What can be heard. `on`: the browser lets this tab sound, and the person wants it. */
export interface Sound {
  on: Accessor<boolean>
  /** Plays, or drops the sound while it cannot be heard: a sound that comes later is a lie. */
  play: () => void
  /** Called from a press: the browser gives sound only to who was touched. */
  turnOn: () => void
  turnOff: () => void
  stop: () => void
}

const WANTED = 'baton.sound'

/** @param later runs what a start need not wait for: to open the browser's audio takes as long as a screen of cards */
export function createSound(later: (run: () => void) => void): Sound {
  const [wanted, setWanted] = createSignal(localStorage.getItem(WANTED) !== 'off')
  const [running, setRunning] = createSignal(false)
  const look = () => setRunning(Howler.ctx?.state === 'running')
  let stopped = false
  let opened: { howl: Howl; address: string } | undefined
  const open = () => {
    if (opened) return opened
    Howler.autoSuspend = false
    const address = URL.createObjectURL(twoNotes())
    opened = { howl: new Howl({ src: [address], format: ['wav'], volume: 0.6 }), address }
    look()
    Howler.ctx?.addEventListener('statechange', look)
    return opened
  }
  later(() => stopped || open())
  const want = (on: boolean) => {
    setWanted(on)
    localStorage.setItem(WANTED, on ? 'on' : 'off')
  }
  return {
    on: () => wanted() && running(),
    play: () => {
      const { howl } = open()
      look()
      if (wanted() && running()) howl.play()
    },
    turnOn: () => {
      want(true)
      const { howl } = open()
      void Howler.ctx
        ?.resume()
        .then(look)
        .then(() => howl.play())
    },
    turnOff: () => want(false),
    stop: () => {
      stopped = true
      if (!opened) return
      Howler.ctx?.removeEventListener('statechange', look)
      opened.howl.unload()
      URL.revokeObjectURL(opened.address)
    },
  }
}
