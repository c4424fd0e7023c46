import { describe, expect, test } from 'vitest'
import { signInLimit } from '../../server/identity/sign-in-limit.ts'

const MINUTE = 60_000

function limit() {
  let now = 0
  const made = signInLimit(() => now)
  const fail = (times: number, account = 'ann@example.com', address = '1.1.1.1') => {
    for (let i = 0; i < times; i++) made.tried(account, address)
  }
  return {
    fail,
    succeed(account = 'ann@example.com', address = '1.1.1.1') {
      made.tried(account, address)
      made.takenBack(account, address)
      made.succeeded(account, address)
    },
    wait: (account = 'ann@example.com', address = '1.1.1.1') => made.waitFor(account, address),
    after: (ms: number) => {
      now += ms
    },
  }
}

describe('sign-in limits count failures by account and address', () => {
  test('nine failures are free, after the tenth one waits, and is told how many seconds', () => {
    const { fail, wait, after } = limit()
    fail(9)
    expect(wait()).toBe(0)
    fail(1)
    expect(wait()).toBe(600)
    after(4 * MINUTE + 1)
    expect(wait()).toBe(360)
  })

  test('ten minutes after the first failure all of them are forgotten', () => {
    const { fail, wait, after } = limit()
    fail(10)
    after(10 * MINUTE)
    expect(wait()).toBe(0)
    fail(9)
    expect(wait()).toBe(0)
  })

  test('an account is the same in capitals and with blanks around it', () => {
    const { fail, wait } = limit()
    fail(5, 'Ann@Example.com ')
    fail(5, 'ann@example.com')
    expect(wait(' ANN@example.com')).toBeGreaterThan(0)
  })

  test('one account’s failures do not lock another, nor the same account from elsewhere', () => {
    const { fail, wait } = limit()
    fail(10)
    expect(wait('ben@example.com')).toBe(0)
    expect(wait('ann@example.com', '2.2.2.2')).toBe(0)
  })

  test('a success forgives the failures before it', () => {
    const { fail, succeed, wait } = limit()
    fail(9)
    succeed()
    fail(9)
    expect(wait()).toBe(0)
  })

  test('a hundred failures from one address lock it, over whatever accounts; successes do not count', () => {
    const { fail, succeed, wait } = limit()
    for (let i = 0; i < 500; i++) succeed(`person-${i}@example.com`)
    expect(wait('another@example.com')).toBe(0)
    for (let i = 0; i < 100; i++) fail(1, `account-${i}@example.com`)
    expect(wait('another@example.com')).toBeGreaterThan(0)
    expect(wait('another@example.com', '2.2.2.2')).toBe(0)
  })
})
