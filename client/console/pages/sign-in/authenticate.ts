import { Problem } from '../../live/api.ts'
import { clearDrafts } from '../../live/drafts.ts'

export interface Credentials {
  email: string
  password: string
}

/**
 * Opens a session, or says that a code is owed for one. It answers the same for an unknown address and for a wrong password: nobody learns who exists.
 * @throws Problem with a sentence for the form
 */
export async function signIn(credentials: Credentials): Promise<{ owesCode: boolean }> {
  const refused = 'This e-mail address and password do not go together. Check both and try again.'
  const answer = await call('/sign-in/email', credentials, refused)
  return { owesCode: answer.twoFactorRedirect === true }
}

/**
 * Where the browser goes to sign in through the identity provider.
 * @param next the page to come back to
 * @throws Problem with a sentence for the form
 */
export async function providerUrl(next: string): Promise<string> {
  const refused = 'The identity provider cannot be reached. Sign in with your password, or try again in a moment.'
  const answer = await call('/sign-in/social', { next }, refused).catch((error: unknown) => {
    throw error instanceof Problem && error.status >= 500 ? new Problem(error.status, error.code, refused) : error
  })
  return String(answer.url)
}

/** What a sign-in through the provider came to, by the word in the door's address. */
export const failures: Readonly<Record<string, string>> = {
  denied: 'The identity provider did not let you through. Nothing was changed.',
  nobody:
    'Nobody here has an e-mail address that the identity provider has verified for you. Ask an administrator to add you under it.',
  failed:
    'The sign-in through the identity provider was not completed. Try again; if it happens again, tell an administrator.',
}

const steps = { two_factor: '/two-factor/verify-totp', recovery_code: '/two-factor/verify-backup-code' }

/**
 * Gives the code that is owed after the password.
 * @throws Problem with a sentence for the form
 */
export const giveCode = async (what: keyof typeof steps, code: string): Promise<void> => {
  await call(steps[what], { code }, wrong[what])
}

const wrong: Record<keyof typeof steps, string> = {
  two_factor: 'This code is not right, or was used already. Wait for the next one; after ten minutes, start again.',
  recovery_code: 'This recovery code is not right, or was used already. After ten minutes, start again.',
}

/** Ends the session of this browser, and takes away what its person had typed and not sent. */
export async function signOut(person: string): Promise<void> {
  await call('/sign-out', {}, 'You could not be signed out. Try again.')
  clearDrafts(localStorage, person)
}

async function call(path: string, body: object, refused: string): Promise<Record<string, unknown>> {
  const response = await fetch(`/api/auth${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Problem(0, 'offline', 'The server cannot be reached. What you typed is kept; try again in a moment.')
  })
  if (response.ok) return ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown>
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
