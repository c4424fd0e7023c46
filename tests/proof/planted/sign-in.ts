import type { Bug } from './bug.ts'

const twoFactor = (name: string) => ({ file: 'tests/api/two-factor.test.ts', name })
const oidc = (name: string) => ({ file: 'tests/api/oidc.test.ts', name })
const sessions = (name: string) => ({ file: 'tests/api/own-sessions.test.ts', name })

/** Bugs of the door: who comes in, and who stays. */
export const signInBugs: readonly Bug[] = [
  {
    id: 'guesses-are-forgiven-half-way',
    breaks: ['F4'],
    file: 'server/http/auth.ts',
    find: "    if (user) await entered(c, email, user, 'password')\n",
    replace:
      "    deps.signInLimit.succeeded(email, networkOf(c.get('address')))\n    if (user) await entered(c, email, user, 'password')\n",
    test: twoFactor('wrong codes count with failed sign-ins, also over several beginnings'),
  },
  {
    id: 'a-code-works-twice',
    breaks: ['F4'],
    file: 'server/identity/second-step.ts',
    find: '      if (spent.has(key)) return false\n',
    replace: '',
    test: twoFactor('a code works once: not for whoever saw it being typed'),
  },
  {
    id: 'an-address-that-nobody-verified-comes-in',
    breaks: ['L7'],
    file: 'server/identity/auth.ts',
    find: 'requireLocalEmailVerified: false }',
    replace: "requireLocalEmailVerified: false, trustedProviders: ['oidc'] }",
    test: oidc('whoever nobody added, and whose address is not verified'),
  },
  {
    id: 'somebody-elses-session-is-ended',
    breaks: ['L7'],
    file: 'server/identity/own-sessions.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands so in the file
    find: 'delete from sessions where user_id = ${userId} and id = ${id} returning id',
    replace: 'delete from sessions where id = ${id} returning id',
    test: sessions('L7: a session of somebody else is like an unknown one, and stands'),
  },
]
