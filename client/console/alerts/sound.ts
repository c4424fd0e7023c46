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

export function createSound(): Sound {
  Howler.autoSuspend = false
  const address = URL.createObjectURL(twoNotes())
  const howl = new Howl({ src: [address], format: ['wav'], volume: 0.6 })
  const [wanted, setWanted] = createSignal(localStorage.getItem(WANTED) !== 'off')
  const [running, setRunning] = createSignal(false)
  const look = () => setRunning(Howler.ctx?.state === 'running')
  look()
  Howler.ctx?.addEventListener('statechange', look)
  const want = (on: boolean) => {
    setWanted(on)
    localStorage.setItem(WANTED, on ? 'on' : 'off')
  }
  return {
    on: () => wanted() && running(),
    play: () => {
      look()
      if (wanted() && running()) howl.play()
    },
    turnOn: () => {
      want(true)
      void Howler.ctx
        ?.resume()
        .then(look)
        .then(() => howl.play())
    },
    turnOff: () => want(false),
    stop: () => {
      Howler.ctx?.removeEventListener('statechange', look)
      howl.unload()
      URL.revokeObjectURL(address)
    },
  }
}
