import { createEffect, on } from 'solid-js'
import { Confirm, ErrorLine } from '../../../ui/index.ts'
import { api } from '../../live/api.ts'
import { createSending } from './sending.ts'
import type { User } from './user-dialogs.tsx'

/** Takes the second factor off somebody who has lost their device and their recovery codes. */
export function ResetTwoFactor(props: { user: User | null; onClose: () => void; onDone: (user: User) => void }) {
  const sending = createSending(async (user: User) => {
    await api(`/users/${user.id}/two-factor`, { method: 'DELETE' })
    props.onDone(user)
  })
  createEffect(on(() => props.user, sending.clear))
  return (
    <Confirm
      open={props.user !== null}
      title={`Take the second factor off ${props.user?.name ?? ''}?`}
      text="Their password alone lets them in until they turn it on again, and they are signed out everywhere. Be sure that it is they who ask."
      yes="Take it off"
      no="Cancel"
      danger
      busy={sending.busy()}
      onClose={() => props.onClose()}
      onYes={() => props.user && void sending.send(props.user)}
    >
      {sending.problem() && <ErrorLine>{sending.problem()}</ErrorLine>}
    </Confirm>
  )
}
