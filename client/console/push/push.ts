import { type Accessor, createSignal } from 'solid-js'
import { type Call, Problem } from '../live/api.ts'
import type { PushBrowser } from './browser.ts'

/**
 * Whether this browser tells its person while no console is open (F6). `none`: it cannot; `blocked`: the person forbade it in the
 * browser's own settings; `off` and `on`; `unknown` until it was looked.
 */
export type PushState = 'unknown' | 'none' | 'blocked' | 'off' | 'on'

export interface Push {
  state: Accessor<PushState>
  busy: Accessor<boolean>
  /** Why it could not be switched, in one sentence. */
  problem: Accessor<string | null>
  /** From a press: asks the browser, which asks the person. */
  enable(): Promise<void>
  disable(): Promise<void>
  /** The dialog is to be shown: it was never answered by this person in this browser. */
  wanted: Accessor<boolean>
  /** It is not shown again; the Profile page has the button. */
  putOff(): void
  stop(): void
}

interface Deps {
  browser: PushBrowser
  api: (path: string, call?: Call) => Promise<unknown>
  personId: string
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

/** In the browser's storage: whose notifications it shows, and whom it has asked. */
const OWNER = 'baton.notifications.of'
const ASKED = 'baton.notifications.asked'

const NO_SERVICE =
  'This browser did not reach its push service. Check its connection, then try again; some browsers have none.'

export function createPush({ browser, api, personId, storage }: Deps): Push {
  const [state, setState] = createSignal<PushState>('unknown')
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const asked = () => (storage.getItem(ASKED) ?? '').split(' ')
  const [answered, setAnswered] = createSignal(asked().includes(personId))

  const putOff = () => {
    setAnswered(true)
    if (!asked().includes(personId)) storage.setItem(ASKED, [...asked(), personId].filter(Boolean).join(' '))
  }
  const put = (subscription: PushSubscription) =>
    api('/push/subscription', { method: 'PUT', body: subscription.toJSON() })

  /**
   * What is so at this moment. A subscription of the person who is here is said again, since a server may have let go of it; that of
   * somebody else who signed in here before is ended.
   */
  async function look(): Promise<PushState> {
    const permission = browser.permission()
    if (permission === 'none') return 'none'
    if (permission === 'denied') return 'blocked'
    if (permission !== 'granted') return 'off'
    const present = await browser.present()
    if (!present) return 'off'
    const { publicKey } = (await api('/push/key')) as { publicKey: string }
    if (storage.getItem(OWNER) !== personId || present.key !== publicKey) {
      await present.subscription.unsubscribe()
      return 'off'
    }
    await put(present.subscription)
    return 'on'
  }
  const lookNow = () => look().then(setState, () => setState('off'))

  async function switchTo(work: () => Promise<PushState>): Promise<void> {
    if (busy()) return
    setBusy(true)
    setProblem(null)
    try {
      setState(await work())
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : NO_SERVICE)
    } finally {
      setBusy(false)
    }
  }

  void lookNow()
  const stopListening = browser.onPermission(() => void lookNow())

  return {
    state,
    busy,
    problem,
    enable: () =>
      switchTo(async () => {
        const permission = await browser.ask()
        if (permission !== 'granted') {
          putOff()
          return permission === 'denied' ? 'blocked' : 'off'
        }
        const { publicKey } = (await api('/push/key')) as { publicKey: string }
        await put(await browser.subscribe(publicKey))
        storage.setItem(OWNER, personId)
        putOff()
        return 'on'
      }),
    disable: () =>
      switchTo(async () => {
        await api('/push/subscription', { method: 'DELETE' })
        storage.removeItem(OWNER)
        await (await browser.present())?.subscription.unsubscribe()
        return 'off'
      }),
    wanted: () => state() === 'off' && !answered(),
    putOff,
    stop: stopListening,
  }
}
