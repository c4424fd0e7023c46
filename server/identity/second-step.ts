import type { Sql } from '../../db/connect.ts'

/** Somebody who has given the right password, and owes a code. */
export interface Owing {
  id: string
  name: string
  email: string
}

/** How long a code may not be given again, in milliseconds: longer than one is taken for right (RFC 6238, 5.2). */
const SPENT = 3 * 60_000

/** The second step of a sign-in: who takes it, and that each code is tried once. */
export interface SecondStep {
  /** Whose step a cookie of better-auth's belongs to; null for none that holds. Whether its signature is right, better-auth says. */
  owing(cookie: string | undefined): Promise<Owing | null>
  /** Takes a code of theirs. @returns false when it was taken before, so that nobody uses one that they saw being typed */
  take(userId: string, code: string): boolean
}

/** @param now milliseconds, by a clock that nobody sets */
export function createSecondStep(sql: Sql, now: () => number): SecondStep {
  const spent = new Map<string, number>()
  return {
    async owing(cookie) {
      const [, value] = /(?:^|;\s*)(?:__Secure-)?baton\.two_factor=([^;]{1,400})/.exec(cookie ?? '') ?? []
      const identifier = value && decoded(value).replace(/\.[^.]*$/, '')
      if (!identifier) return null
      const [row] = await sql<Owing[]>`select u.id, u.name, u.email from verifications v join users u on u.id = v.value
        where v.identifier = ${identifier} and v.expires_at > now()`
      return row ?? null
    },
    take(userId, code) {
      for (const [key, until] of spent) {
        if (until > now()) break
        spent.delete(key)
      }
      const key = `${userId} ${code}`
      if (spent.has(key)) return false
      spent.set(key, now() + SPENT)
      return true
    },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
