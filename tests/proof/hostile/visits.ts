import { excerpt } from '../../../domain/text.ts'
import { newId, wanted } from '../kit/api.ts'
import { short } from './cast.ts'
import { served } from './served.ts'
import { expectWords, go, type Stage, wordsOf } from './stage.ts'
import { changeMode, compose, conflict, personForms } from './typed-visits.ts'
import { demo, hostPage } from './widget-visits.ts'

type Visit = (stage: Stage) => Promise<void>

const enc = encodeURIComponent

/**
 * How each page of the code is looked at; `pagesOfCode` names them, and one without a visit fails. A visit goes through
 * everything that was planted and says what must be read there.
 */
export const visits: Record<string, Visit> = {
  '/handoff': async (stage) => {
    const { console: page, planted } = stage
    await go(page, '/handoff')
    const cards = planted.flatMap((one) => wordsOf(one, 'service', 'agent', 'place', 'question'))
    await expectWords(stage, 'the list of cards', page, cards, () => scrollOn(stage))
    for (const { payload } of planted) {
      await go(page, `/handoff?q=${enc(payload.text)}`)
      await expectWords(stage, 'the search', page, [
        [`what payload ${payload.number} searches for`, payload.text.replace(/[\r\n]/g, '')],
      ])
    }
    for (const one of planted.slice(0, stage.some)) await changeMode(stage, one)
  },
  '/handoff/:id?': async (stage) => {
    const { console: page, planted, ask } = stage
    for (const one of planted) {
      await go(page, `/handoff/${one.conversationId}`)
      const fields = [
        'customer',
        'agent',
        'channel',
        'question',
        'reply',
        'answer',
        'draft',
        'note',
        'summary',
        'operator',
      ] as const
      await expectWords(stage, 'the panel', page, wordsOf(one, ...fields))
    }
    for (const { payload } of planted) {
      await go(page, `/handoff/${enc(payload.text)}`)
      await expectWords(stage, 'the panel of no conversation', page, [
        ['a sentence', 'There is no conversation at this address'],
      ])
    }
    for (const one of planted.filter(({ waits }) => waits)) await compose(stage, one)
    const serviceId = String(wanted(await ask('POST', '/services', { name: 'Writing' }), 201).body.id)
    const id = newId()
    wanted(await ask('POST', '/conversations', { id, serviceId }), 201)
    wanted(await ask('POST', `/conversations/${id}/messages`, { role: 'customer', text: 'Hello' }), 201)
    await go(page, `/handoff/${id}`)
    await expectWords(stage, 'the panel', page, [['the opening question', 'Hello']])
    for (const { payload, words } of planted) {
      wanted(await ask('POST', `/conversations/${id}/typing`, { role: 'ai', text: words.reply }), 204)
      await expectWords(stage, 'a reply as it is written', page, [[`payload ${payload.number}`, words.reply ?? '']])
    }
  },
  '/human-agents': async (stage) => {
    const { console: page, planted } = stage
    await go(page, '/human-agents')
    const held = planted.filter(({ waits }) => !waits)
    await expectWords(stage, 'the list of Human Agents', page, [
      ...planted.flatMap((one) => wordsOf(one, 'customer', 'agent', 'channel')),
      ...held.flatMap((one) => wordsOf(one, 'operator')),
    ])
    await go(page, '/human-agents?view=ai')
    await expectWords(
      stage,
      'the AI Agent view',
      page,
      planted.flatMap((one) => wordsOf(one, 'agent')),
    )
    for (const { payload } of planted) {
      await go(page, `/human-agents?q=${enc(payload.text)}&service=${enc(payload.text)}&view=${enc(payload.text)}`)
      await expectWords(stage, 'the search of Human Agents', page, [
        [`what payload ${payload.number} searches for`, payload.text.replace(/[\r\n]/g, '')],
      ])
    }
  },
  '/human-agents/:id?': async (stage) => {
    const { console: page, planted } = stage
    for (const one of planted) {
      await go(page, `/human-agents/${one.conversationId}`)
      const chat = ['customer', 'agent', 'channel', 'question', 'reply', 'answer', 'draft', 'note', 'operator'] as const
      await expectWords(stage, 'the chat', page, wordsOf(one, ...chat, 'summary', 'email', 'place', 'service'))
    }
    for (const { payload } of planted) {
      await go(page, `/human-agents/${enc(payload.text)}`)
      await expectWords(stage, 'the chat of no conversation', page, [
        ['a sentence', 'There is no conversation at this address'],
      ])
    }
    await go(page, '/human-agents')
  },
  '/sessions': redirects('/sessions', 'Sessions'),
  '/sessions/:id?': async (stage) => {
    const { console: page, planted } = stage
    for (const one of planted) {
      await go(page, `/sessions/${one.conversationId}`)
      const fields = ['customer', 'agent', 'channel', 'question', 'reply', 'answer', 'draft', 'note'] as const
      await expectWords(stage, 'a session', page, wordsOf(one, ...fields))
    }
    for (const { payload } of planted) {
      const text = payload.text.replace(/[\r\n]/g, '')
      await go(
        page,
        `/sessions/${enc(payload.text)}?${['text', 'agent', 'channel', 'from', 'sort'].map((name) => `${name}=${enc(text)}`).join('&')}`,
      )
      await expectWords(stage, 'the search of sessions', page, [
        ['a sentence', 'There is no session at this address'],
        [`what payload ${payload.number} searches for`, text],
      ])
    }
    await go(page, '/sessions')
  },
  '/customers/:id': async (stage) => {
    const { console: page, planted, ask, see } = stage
    for (const one of planted.slice(0, stage.some)) {
      const id = await customerOf(see, one.conversationId)
      if (id === null) continue
      const said = one.words.note ?? ''
      const record = wanted(await ask('GET', `/customers/${id}`), 200).body
      await ask('PATCH', `/customers/${id}`, { version: record.version, data: [{ key: 'Said', value: said }] })
      await go(page, '/sessions')
      await go(page, `/customers/${id}`)
      await expectWords(stage, 'a customer', page, wordsOf(one, 'customer', 'question', 'note'))
    }
    for (const { payload } of planted) {
      await go(page, `/customers/${enc(payload.text)}`)
      await expectWords(stage, 'no customer', page, [['a sentence', 'There is no customer at this address']])
    }
  },
  '/customers': redirects('/customers', 'Sessions'),
  '/go-live': async (stage) => {
    const { console: page, planted } = stage
    // The switch is the workspace's, and the other console looks at the same time: only this page is told that it is on.
    const asked = '**/api/v1/presence'
    await page.route(asked, async (route) => {
      const answer = await route.fetch()
      if (!answer.ok()) return route.fulfill({ response: answer })
      const said = await answer.json()
      return route.fulfill({ response: answer, json: { ...said, switches: { operator: true, presence: true } } })
    })
    await page.goto(`${stage.base}/go-live`)
    await expectWords(
      stage,
      'the choice of services',
      page,
      planted.flatMap((one) => wordsOf(one, 'service')),
    )
    await page.unroute(asked)
  },
  '/settings/services': async (stage) => {
    const { console: page, planted } = stage
    await go(page, '/settings/services')
    await expectWords(
      stage,
      'the list of services',
      page,
      planted.flatMap((one) => wordsOf(one, 'service', 'agent')),
    )
    for (const one of planted) {
      await go(page, `/settings/services?service=${one.serviceId}`)
      await expectWords(stage, 'the form of a service', page, wordsOf(one, 'service', 'agent', 'instructions'))
    }
    for (const one of planted.slice(0, stage.some)) await conflict(stage, one)
    await go(page, '/settings/services')
  },
  '/settings/keys': async (stage) => {
    await go(stage.console, '/settings/keys')
    await expectWords(
      stage,
      'the list of keys',
      stage.console,
      stage.planted.flatMap((one) => wordsOf(one, 'key')),
    )
  },
  '/settings/people': async (stage) => {
    const { console: page, planted } = stage
    await go(page, '/settings/people')
    await expectWords(
      stage,
      'the list of people',
      page,
      planted.flatMap((one) => wordsOf(one, 'operator')),
    )
    for (const one of planted.slice(0, stage.some)) await personForms(stage, one)
  },
  '/settings/groups': async (stage) => {
    const { console: page, planted, ask } = stage
    await go(page, '/settings/groups')
    const words = planted.flatMap((one) => wordsOf(one, 'group', 'instructions', 'service'))
    await expectWords(stage, 'the list of groups', page, words)
    const { items } = wanted(await ask('GET', '/groups'), 200).body as { items: { id: string; name: string }[] }
    for (const one of planted.slice(0, stage.some)) {
      const group = items.find(({ name }) => name === one.words.group)
      await go(page, `/settings/groups?group=${group?.id}`)
      await expectWords(stage, 'a group', page, wordsOf(one, 'group', 'instructions', 'service'))
    }
    await go(page, '/settings/groups')
  },
  '/settings/audit': async (stage) => {
    const { console: page, planted } = stage
    await go(page, '/settings/audit')
    const words = planted.flatMap((one) => wordsOf(one, 'service', 'key', 'operator'))
    await expectWords(stage, 'the audit', page, words, () => olderLines(stage))
    for (const { payload } of planted.slice(0, stage.some)) {
      const value = enc(payload.text)
      await page.goto(
        `${stage.base}/settings/audit?who=person:${value}&kind=${value}&service=${value}&from=${value}&conversation=${value}`,
      )
      await page.getByRole('alert').first().waitFor()
      await expectWords(stage, 'the refused audit', page, [['its title', 'Audit']])
    }
  },
  '/settings/canned-replies': async (stage) => {
    const { console: page, planted, ask } = stage
    // A brace would be a placeholder, which is refused when it is written.
    const texts = planted.map(({ payload, words }) => ({
      number: payload.number,
      text: short((words.reply ?? '').replaceAll('{', '('), 100),
    }))
    const ids: string[] = []
    for (const { number, text } of texts) {
      const fields = { shortcut: `p${number}`, text }
      ids.push(String(wanted(await ask('POST', '/canned-replies', fields), 201).body.id))
    }
    await go(page, '/settings/canned-replies')
    const shown = texts.map(({ number, text }) => [`payload ${number}`, excerpt(text, 120)] as const)
    await expectWords(stage, 'the list of canned replies', page, shown)
    for (const id of ids) wanted(await ask('DELETE', `/canned-replies/${id}`), 204)
  },
  '/settings/failed-work': async (stage) => {
    const { console: page, planted, see } = stage
    const workspaceId = await see.workspaceId()
    for (let from = 0; from < planted.length; from += 20) {
      const some = planted.slice(from, from + 20)
      for (const { words, conversationId } of some)
        await see.sql`insert into tasks (workspace_id, lane, kind, payload, run_at, attempts, dead, error, died_at, dead_id)
          values (${workspaceId}, ${`proof:${stage.me}`}, ${short(words.service ?? '', 40)}, ${see.sql.json({ conversationId })}, now(), 8, true,
            ${words.reply ?? ''}, now(), ${newId()})`
      await go(page, '/settings/keys')
      await go(page, '/settings/failed-work')
      const why = some.map(
        ({ payload, words }) => [`why it failed, payload ${payload.number}`, words.reply ?? ''] as const,
      )
      await expectWords(stage, 'the failed work', page, why)
      await see.sql`delete from tasks where lane = ${`proof:${stage.me}`}`
    }
  },
  '/settings/profile': async (stage) => {
    const { console: page, planted, ask, me } = stage
    for (const one of planted.slice(0, stage.some)) {
      wanted(await ask('PATCH', `/users/${me}`, { name: one.words.service }), 200)
      await page.goto(`${stage.base}/settings/profile`)
      await expectWords(stage, 'one’s own profile', page, [
        [`one’s name, payload ${one.payload.number}`, one.words.service ?? ''],
      ])
    }
    wanted(await ask('PATCH', `/users/${me}`, { name: 'Ada' }), 200)
  },
  '/settings': redirects('/settings', 'Services'),
  '/': redirects('/', 'Human Handoff'),
  '*': async (stage) => {
    for (const { payload } of stage.planted) {
      await go(stage.console, `/settings/${enc(payload.text)}`)
      await expectWords(stage, 'no page', stage.console, [['a sentence', 'There is no such page']])
    }
  },
  '/sign-in': async (stage) => {
    const { stranger: page, planted, base } = stage
    // The batch before left this page at the API's document, which is no page of the console.
    await page.goto(`${base}/sign-in`)
    for (const { payload } of planted) {
      await go(page, '/setup')
      await go(page, `/sign-in?email=${enc(payload.text)}&next=${enc(payload.text)}&error=${enc(payload.text)}`)
      await page.getByLabel('Email', { exact: true }).waitFor()
      await expectWords(stage, 'the door', page, [['its title', 'Sign in']])
    }
    for (const { payload, words } of planted.slice(0, Math.min(stage.some, 6))) {
      await page.goto(`${base}/sign-in?next=${enc(payload.text)}`)
      await page.getByLabel('Email', { exact: true }).fill(words.service ?? '')
      await page.getByLabel('Password', { exact: true }).fill(words.service ?? '')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').first().waitFor()
      await expectWords(stage, 'the refused door', page, [['what was typed', words.service ?? '']])
    }
    // Let in without a session, to see where a link to the door can lead: nowhere but into the console, which asks for one again.
    await page.route('**/api/auth/sign-in/email', (route) => route.fulfill({ json: {} }))
    for (const { payload } of planted.filter(({ payload }) => payload.family === 'schemes')) {
      await page.goto(`${base}/sign-in?email=a%40example.com&next=${enc(payload.text)}`)
      await page.getByLabel('Password', { exact: true }).fill('x')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL((url) => url.origin === base && url.searchParams.get('next') !== payload.text)
      await expectWords(stage, 'where the door leads', page, [])
    }
    await page.unroute('**/api/auth/sign-in/email')
  },
  '/setup': async (stage) => {
    await stage.stranger.goto(`${stage.base}/sign-in`)
    for (const { payload } of stage.planted) {
      await go(stage.stranger, '/sign-in')
      await go(stage.stranger, `/setup?token=${enc(payload.text)}#${enc(payload.text)}`)
      await expectWords(stage, 'the set-up', stage.stranger, [])
    }
  },
  'GET /demo': demo,
  'GET /widget.js': hostPage,
  'GET /api/docs': async (stage) => {
    const page = stage.stranger
    for (const { payload } of stage.planted.slice(0, stage.some)) {
      const query = ['url', 'configUrl', 'urls', 'oauth2RedirectUrl', 'layout'].map(
        (name) => `${name}=${enc(payload.text)}`,
      )
      await page.goto(`${stage.base}/api/docs?${query.join('&')}#/${enc(payload.text)}`)
      await expectWords(stage, 'the API’s document', page, [['its title', 'Open a conversation']])
    }
  },
  ...served,
}

/** The record of a conversation's customer; made a moment after it, and by then long ago. */
async function customerOf(see: Stage['see'], conversationId: string): Promise<string | null> {
  const [row] = await see.sql<{ id: string }[]>`
    select customer_id as id from customer_sessions where conversation_id = ${conversationId}`
  return row?.id ?? null
}

function redirects(path: string, title: string): Visit {
  return async (stage) => {
    for (const { payload } of stage.planted.slice(0, stage.some)) {
      await stage.console.goto(`${stage.base}${path}?q=${enc(payload.text)}#${enc(payload.text)}`)
      await expectWords(stage, path, stage.console, [['its title', title]])
    }
  }
}

/** Older lines of the audit; false when there are none. */
async function olderLines({ console: page }: Stage): Promise<boolean> {
  const more = page.getByRole('button', { name: 'Show older' })
  if ((await more.count()) === 0) return false
  const lines = await page.locator('.audit > li').count()
  await more.scrollIntoViewIfNeeded()
  await page.waitForFunction(
    (before) => document.querySelectorAll('.audit > li').length > before || !document.querySelector('.audit ~ .row'),
    lines,
  )
  return true
}

/** The next screenful of the list; false at its end. */
async function scrollOn({ console: page }: Stage): Promise<boolean> {
  return page.evaluate(async () => {
    const lane = document.querySelector('.lane')
    if (!lane) return true
    const before = lane.scrollTop
    lane.scrollTop += lane.clientHeight
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
    return lane.scrollTop > before
  })
}
