import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { writeUnrecorded } from '../../db/groups.ts'
import type { AuditEvent } from '../../domain/commands.ts'
import type { EventData } from '../../domain/events.ts'
import { actorFor, roleScopes } from '../../domain/rights.ts'
import { bodyHash } from '../clock.ts'
import type { Deps } from '../deps.ts'
import { atABrowser, caller, needs, person, placed } from './access.ts'
import { describe } from './describe.ts'
import type { Env } from './env.ts'
import { body, params } from './input.ts'
import { createOnce } from './once.ts'
import { badInput, no } from './problem.ts'
import { proven } from './proven.ts'

const Standing = z.object({
  on: z.boolean(),
  recoveryCodes: z.number().int().describe('how many recovery codes are left'),
})
const Codes = z.array(z.string()).describe('each works once; shown here and never again')
const Begun = z.object({
  secret: z.string().describe('what the authenticator app is told, in base 32'),
  uri: z.string().describe('the same as an `otpauth:` address'),
  recoveryCodes: Codes,
})
const Current = z.strictObject({ current: z.string().min(1).max(128) })
const Code = z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be the six digits that the app shows') })

/** The second factor of a sign-in: codes of an authenticator app (RFC 6238). better-auth keeps it; what is asked for here, and what the log gets, is ours. */
export function twoFactor(deps: Deps) {
  const once = createOnce(deps)
  const { sql } = deps.database

  const isOn = async (userId: string): Promise<boolean> => {
    const [row] = await sql<{ on: boolean }[]>`select two_factor_enabled as on from users where id = ${userId}`
    return row?.on ?? false
  }

  /** better-auth's own route, as this browser. @throws Refused where it does not answer with what was asked for */
  async function ask(c: Context<Env>, path: string, body: object): Promise<Response> {
    const headers = new Headers({ 'content-type': 'application/json', cookie: c.req.header('cookie') ?? '' })
    headers.set('origin', new URL(deps.config.publicUrl).origin)
    const url = `${deps.config.publicUrl}/api/auth/two-factor${path}`
    return deps.auth.handler(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }))
  }

  /** The change stands already: its line is written before anybody is told of it. */
  async function noted(c: Context<Env>, userId: string, became: EventData<'user.second_factor_changed'>['became']) {
    const event: AuditEvent = { type: 'user.second_factor_changed', data: { userId, became } }
    const line = {
      workspaceId: caller(c).workspaceId,
      commandId: deps.clock.newId(),
      bodyHash: bodyHash(event),
      actor: placed(c, actorFor(caller(c))),
      event,
      answer: {},
    }
    await writeUnrecorded(sql, line)
    await deps.settle(line)
  }

  /** better-auth gives the browser another session with such a change; the one before has ended. */
  function withCookies(c: Context<Env>, { headers }: Response): void {
    for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
  }

  return new Hono<Env>()
    .get(
      '/me/two-factor',
      describe({ tag: 'People', summary: 'One’s second factor', answers: { 200: Standing } }),
      atABrowser,
      async (c) => {
        const { id } = person(c)
        if (!(await isOn(id))) return c.json({ on: false, recoveryCodes: 0 })
        const { backupCodes } = await deps.auth.api.viewBackupCodes({ body: { userId: id } })
        return c.json({ on: true, recoveryCodes: backupCodes.length })
      },
    )
    .post(
      '/me/two-factor',
      describe({
        tag: 'People',
        summary: 'Begin to set up a second factor',
        description: 'It asks for the password, and counts from the first code that is confirmed.',
        answers: { 200: Begun },
      }),
      atABrowser,
      body(Current),
      async (c) => {
        const me = person(c)
        const { current } = c.req.valid('json')
        await proven(deps, c, me, current)
        if (await isOn(me.id)) throw no('invalid_input', {}, 'Your second factor is on already. Turn it off first.')
        const response = await ask(c, '/enable', { password: current })
        if (!response.ok) throw no('internal')
        const { totpURI, backupCodes } = (await response.json()) as { totpURI: string; backupCodes: string[] }
        const secret = new URL(totpURI).searchParams.get('secret') ?? ''
        return c.json({ secret, uri: totpURI, recoveryCodes: backupCodes })
      },
    )
    .post(
      '/me/two-factor/confirm',
      describe({ tag: 'People', summary: 'Turn the second factor on with its first code', answers: { 204: null } }),
      atABrowser,
      body(Code),
      async (c) => {
        const me = person(c)
        if (await isOn(me.id)) throw no('invalid_input', {}, 'Your second factor is on already.')
        const response = await ask(c, '/verify-totp', { code: c.req.valid('json').code })
        if (!response.ok) throw badInput([{ path: 'code', message: 'is not the code of this moment' }])
        withCookies(c, response)
        await noted(c, me.id, 'on')
        return c.body(null, 204)
      },
    )
    .post(
      '/me/two-factor/off',
      describe({ tag: 'People', summary: 'Turn one’s second factor off', answers: { 204: null } }),
      atABrowser,
      body(Current),
      async (c) => {
        const me = person(c)
        const { current } = c.req.valid('json')
        await proven(deps, c, me, current)
        if (!(await isOn(me.id))) throw no('not_found', {}, 'Your second factor is off.')
        const response = await ask(c, '/disable', { password: current })
        if (!response.ok) throw no('internal')
        withCookies(c, response)
        await noted(c, me.id, 'off')
        return c.body(null, 204)
      },
    )
    .post(
      '/me/two-factor/recovery-codes',
      describe({
        tag: 'People',
        summary: 'Make new recovery codes',
        description: 'Those before work no more.',
        answers: { 200: z.object({ recoveryCodes: Codes }) },
      }),
      atABrowser,
      body(Current),
      async (c) => {
        const me = person(c)
        const { current } = c.req.valid('json')
        await proven(deps, c, me, current)
        if (!(await isOn(me.id))) throw no('not_found', {}, 'Your second factor is off.')
        const response = await ask(c, '/generate-backup-codes', { password: current })
        if (!response.ok) throw no('internal')
        const { backupCodes } = (await response.json()) as { backupCodes: string[] }
        await noted(c, me.id, 'new_codes')
        return c.json({ recoveryCodes: backupCodes })
      },
    )
    .delete(
      '/users/:id/two-factor',
      describe({
        tag: 'People',
        summary: 'Take the second factor off a user',
        description: 'For somebody who has lost their device and their recovery codes. It signs them out everywhere.',
        answers: { 204: null },
      }),
      needs('people:write'),
      params('id'),
      async (c) => {
        const { id } = c.req.valid('param')
        const principal = caller(c)
        const found = await deps.people.find(principal.workspaceId, id)
        if (!found) throw no('not_found')
        const held = 'scopes' in principal ? principal.scopes : new Set<string>()
        if (!roleScopes[found.role].every((scope) => held.has(scope)))
          throw no('forbidden', {}, 'You cannot change somebody with rights that you do not have.')
        await once(c, {}, async (line) => {
          const event = { type: 'user.second_factor_changed', data: { userId: id, became: 'reset' } } as const
          if (!(await deps.people.resetTwoFactor(id, line(event, {}))))
            throw no('not_found', {}, 'This user has no second factor.')
          return { answer: {} }
        })
        return c.body(null, 204)
      },
    )
}
