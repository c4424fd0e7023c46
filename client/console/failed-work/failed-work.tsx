import { createContext, createSignal, type JSX, onCleanup, onMount, useContext } from 'solid-js'
import { api, Problem } from '../live/api.ts'
import { useSession } from '../session/session.tsx'

/** Something that Baton had to do and could not, however often it tried (L12). */
export interface FailedTask {
  id: string
  kind: string
  conversationId: string | null
  /** What went wrong the last time. */
  why: string
  /** When it was given up, RFC 3339. */
  since: string
  attempts: number
}

/** What failed for good, for those who may see it. Nothing tells of it by itself, so it is asked for. */
export interface FailedWork {
  /** The latest first; null before the first answer. */
  tasks: () => readonly FailedTask[] | null
  /** There are more than `tasks` has. */
  more: () => boolean
  /** Why it could not be asked for; what was known before stands. */
  problem: () => Problem | null
  busy: () => boolean
  ask: () => Promise<void>
  /** It runs again, and is listed no more. */
  gone: (id: string) => void
}

/** So often it is asked for while the tab is looked at, in milliseconds. */
const EVERY = 60_000
/** More are not counted. */
const MOST = 100

const FailedWorkContext = createContext<FailedWork>()

export function useFailedWork(): FailedWork {
  const work = useContext(FailedWorkContext)
  if (!work) throw new Error('useFailedWork: no FailedWorkProvider around this component')
  return work
}

export function FailedWorkProvider(props: { children: JSX.Element }) {
  const session = useSession()
  const [tasks, setTasks] = createSignal<readonly FailedTask[] | null>(null)
  const [more, setMore] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const [busy, setBusy] = createSignal(false)

  const ask = async () => {
    if (busy() || !session.may('workspace:admin')) return
    setBusy(true)
    try {
      const { items, nextCursor } = await api<{ items: FailedTask[]; nextCursor: string | null }>(
        `/tasks?state=dead&limit=${MOST}`,
      )
      setTasks(items)
      setMore(nextCursor !== null)
      setProblem(null)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const look = () => document.hidden || void ask()
  onMount(() => {
    void ask()
    const timer = setInterval(look, EVERY)
    document.addEventListener('visibilitychange', look)
    onCleanup(() => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    })
  })

  const work: FailedWork = {
    tasks,
    more,
    problem,
    busy,
    ask,
    gone: (id) => setTasks((known) => known?.filter((task) => task.id !== id) ?? null),
  }
  return <FailedWorkContext.Provider value={work}>{props.children}</FailedWorkContext.Provider>
}
