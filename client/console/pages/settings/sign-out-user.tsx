import { createEffect, on } from 'solid-js'
import { Confirm, ErrorLine } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { createSending } from './sending.ts'
import type { User } from './user-dialogs.tsx'

/** Signs somebody out of every browser: asked first, since they lose what they were typing. */
export function SignOutUser(props: { user: User | null; onClose: () => void; onDone: (user: User) => void }) {
  const sending = createSending(async (user: User) => {
    await api(`/users/${user.id}/sessions`, { method: 'DELETE' })
    props.onDone(user)
  })
  createEffect(on(() => props.user, sending.clear))
  return (
    <Confirm
      open={props.user !== null}
      title={`Sign ${props.user?.name ?? ''} out everywhere?`}
      text="Every browser in which they are signed in asks for their password again. Conversations that they hold stay theirs."
      yes="Sign out everywhere"
      no="Cancel"
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.user && void sending.send(props.user)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
