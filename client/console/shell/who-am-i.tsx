import { A } from '@solidjs/router'
import { createSignal } from 'solid-js'
import { Face, IconButton } from '../../ui/index.ts'
import { useLive } from '../live/live.tsx'
import { signOut } from '../pages/sign-in/authenticate.ts'
import { useSession } from '../session/session.tsx'
import { useToasts } from '../toasts/toasts.tsx'

/** Who is signed in, with the way to the profile and to the door. */
export function WhoAmI() {
  const session = useSession()
  const live = useLive()
  const toasts = useToasts()
  const [leaving, setLeaving] = createSignal(false)
  const leave = async () => {
    setLeaving(true)
    try {
      await signOut(session.me.id)
      live.stop()
      location.assign('/sign-in')
    } catch (error) {
      setLeaving(false)
      toasts.show({ tone: 'bad', title: 'Still signed in.', body: () => (error as Error).message })
    }
  }
  return (
    <div class="row">
      <A class="row" href="/settings/profile" title={`${session.me.name}, ${session.me.email}`}>
        <Face name={session.me.name} me />
        <span class="words clip">{session.me.name}</span>
      </A>
      <IconButton class="push" icon="exit" label="Sign out" busy={leaving()} onClick={() => void leave()} />
    </div>
  )
}
