import { Problem } from '../../live/api.ts'
import { clearDrafts } from '../../live/drafts.ts'

export interface Credentials {
  email: string
  password: string
}

/**
 * Opens a session. It answers the same for an unknown address and for a wrong password: nobody learns who exists.
 * @throws Problem with a sentence for the form
 */
export const signIn = (credentials: Credentials): Promise<void> =>
  call('/sign-in/email', credentials, 'This e-mail address and password do not go together. Check both and try again.')

/** Ends the session of this browser, and takes away what its person had typed and not sent. */
export async function signOut(person: string): Promise<void> {
  await call('/sign-out', {}, 'You could not be signed out. Try again.')
  clearDrafts(localStorage, person)
}

/** Changes one’s own password and ends one’s sessions in other browsers. */
export const changePassword = (passwords: { currentPassword: string; newPassword: string }): Promise<void> =>
  call('/change-password', { ...passwords, revokeOtherSessions: true }, 'The current password is not right.')

async function call(path: string, body: object, refused: string): Promise<void> {
  const response = await fetch(`/api/auth${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Problem(0, 'offline', 'The server cannot be reached. What you typed is kept; try again in a moment.')
  })
  if (response.ok) return
  if (response.status === 429) throw new Problem(429, 'too_many_requests', tooMany(response.headers))
  if (response.status >= 500)
    throw new Problem(response.status, 'unavailable', 'The server could not do this just now. Try again in a moment.')
  throw new Problem(response.status, 'unauthorized', refused)
}

function tooMany(headers: Headers): string {
  const seconds = Number(headers.get('retry-after') ?? headers.get('x-retry-after'))
  return `Too many attempts. Wait ${inWords(seconds)}, then try again.`
}

function inWords(seconds: number): string {
  if (!(seconds > 0)) return 'a minute'
  return seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds)} seconds`
}
