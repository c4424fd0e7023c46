const WINDOW = 10 * 60_000
const FAILURES = 10
const FROM_ONE_ADDRESS = 100

/**
 * Counts failed sign-ins by account and address, and by address alone, over ten minutes. It says the same of accounts
 * that exist and of those that do not.
 */
export interface SignInLimit {
  /** Seconds to wait, or 0. */
  waitFor(account: string, address: string): number
  /** Counts a try as failed until its outcome is known. */
  tried(account: string, address: string): void
  /** It did not fail: the try counts no more. */
  takenBack(account: string, address: string): void
  /** The failures of this account from this address are forgiven. */
  succeeded(account: string, address: string): void
}

export function signInLimit(now: () => number): SignInLimit {
  const failures = new Map<string, { count: number; until: number }>()
  const keyOf = (account: string, address: string) => `${account.trim().toLowerCase()} ${address}`
  const left = (key: string, most: number) => {
    const known = failures.get(key)
    if (!known || known.until <= now()) return 0
    return known.count >= most ? Math.ceil((known.until - now()) / 1000) : 0
  }
  const count = (key: string) => {
    const known = failures.get(key)
    if (known && known.until > now()) known.count++
    else failures.set(key, { count: 1, until: now() + WINDOW })
  }
  return {
    waitFor: (account, address) =>
      Math.max(left(keyOf(account, address), FAILURES), left(` ${address}`, FROM_ONE_ADDRESS)),
    tried(account, address) {
      if (failures.size > 50_000) for (const [key, { until }] of failures) if (until <= now()) failures.delete(key)
      count(keyOf(account, address))
      count(` ${address}`)
    },
    takenBack(account, address) {
      for (const key of [keyOf(account, address), ` ${address}`]) {
        const known = failures.get(key)
        if (known) known.count--
      }
    },
    succeeded: (account, address) => void failures.delete(keyOf(account, address)),
  }
}
