import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Detect } from '../../domain/flags.ts'
import { type Articles, answerers, openArticles, type Question, summarise, type Turn } from '../../server/ai/index.ts'
import { toSections } from '../../server/ai/sections.ts'
import { unanswered } from '../builders/unanswered.ts'

const articles = await openArticles(join(import.meta.dirname, '../../articles'))

/** Stands in for the flag detectors: plain words, so that these tests prove the answerer and not the detectors. */
const detect: Detect = ({ role, text }) => {
  const cue = (pattern: RegExp) => pattern.exec(text)?.[0]
  const help = role === 'customer' ? cue(/real person|a human|talk to (a person|someone)/i) : undefined
  const upset = role === 'customer' ? cue(/ridiculous|useless|a joke/i) : undefined
  const unknown = role === 'ai' ? cue(/could not find|do not know/i) : undefined
  return {
    flags: [
      ...(help ? [{ kind: 'help_requested' as const, score: 0.98, cues: [help] }] : []),
      ...(upset ? [{ kind: 'negative_feedback' as const, score: 0.9, cues: [upset] }] : []),
      ...(unknown ? [{ kind: 'non_answer' as const, score: 0.9, cues: [unknown] }] : []),
    ],
    sentiment: upset ? 'angry' : 'neutral',
  }
}

const builtin = answerers.builtin({ articles, detect, pause: async (_ms, signal) => signal.throwIfAborted() })

function question(history: Turn[], more: Partial<Question> = {}): Question {
  return {
    requestId: 'request-1',
    conversationId: 'conversation-1',
    turn: 1,
    serviceId: 'service-1',
    serviceName: 'Customer Care',
    agentName: 'Orders',
    history,
    asked: unanswered(history),
    handoff: { allowed: true, someoneLive: true },
    signal: new AbortController().signal,
    onText: () => {},
    ...more,
  }
}

const customer = (text: string): Turn => ({ role: 'customer', text })
const ai = (text: string): Turn => ({ role: 'ai', text })
const ask = (text: string, more?: Partial<Question>) => builtin.answer(question([customer(text)], more))

describe('the built-in AI answers from the articles', () => {
  const known: [service: string, text: string, part: string][] = [
    ['Customer Care', 'where is my order LW-20431?', 'My orders, with the tracking link'],
    ['Customer Care', 'Can I change the delivery address of LW-20455?', 'Choose Edit next to the delivery address'],
    ['Customer Care', 'Hi, my Tern floor lamp arrived with a cracked shade.', 'Report damage'],
    ['Customer Care', 'The photo upload failed twice', 'you need no photo'],
    ['Customer Care', 'When do I get my money back?', 'within ten working days'],
    ['Customer Care', 'Cancel one of two lamps in LW-20431', 'Cancel beside the one lamp'],
    ['Customer Care', 'how do i retrun a lamp', 'within 30 days'],
    ['Smart Home Support', 'Bridge shows three red lights after last night’s update', 'wait 30 seconds'],
    ['Smart Home Support', 'Pairing mode ends before I reach the fuse box', 'Long pairing'],
    ['Smart Home Support', 'the dimmer makes a humming noise', 'turn the small screw'],
    ['Sales & Advice', 'Trade price for forty wall lights in a hotel corridor?', '18 % lower'],
    ['Sales & Advice', 'What is the colour temperature of the Heron spots?', '2,200 to 4,000 kelvin'],
    ['Customer Care', 'Do you ship pendant cables longer than three metres?', 'up to six metres'],
  ]
  test.each(known)('O1: %s: “%s” is answered from the right article', async (serviceName, text, part) => {
    const reply = await ask(text, { serviceName })
    expect(reply.text).toContain(part)
    expect(reply.nonAnswer).toBe(false)
    expect(reply.handoff).toBeUndefined()
    expect(reply.text.length).toBeLessThan(900)
    expect(reply.text).not.toMatch(/[*#`]|also:/)
  })

  test.each([
    ['How do I reset my lamp?', 'Reset a single lamp: ', 'on and off five times', '20 seconds'],
    ['How do I reset the bridge?', 'Factory reset of the bridge: ', '20 seconds', 'five times'],
    ['factory reset', 'Factory reset of the bridge: ', 'not for one lamp', 'five times'],
    ['How do I pair a new lamp?', 'Pair a new lamp:\n1. ', 'Add lamp', '20 seconds'],
  ])('O1: to “%s” the answer says what it is about: “%s”', async (text, heading, part, other) => {
    const reply = await ask(text, { serviceName: 'Smart Home Support' })
    expect(reply.text.startsWith(heading), reply.text).toBe(true)
    expect(reply.text).toContain(part)
    expect(reply.text).not.toContain(other)
  })

  test.each([
    'Which of your dimmers work with a two-way staircase circuit?',
    'What is the capital of Mongolia?',
    'do you sell washing machines',
    'asdfgh qwerty',
    'is the cable cloth or plastic',
    'no i mean the designer',
    '?!?',
  ])('H8, O1: “%s” is not in the articles, and the AI says so instead of guessing', async (text) => {
    const reply = await ask(text)
    expect(reply.nonAnswer).toBe(true)
    expect(reply.text).toMatch(/^I could not find that in our articles/)
    expect(reply.handoff).toBeUndefined()
  })

  test('a greeting, thanks and “are you a bot” get a sensible and honest answer, and are no non-answers', async () => {
    const talk = await Promise.all(
      ['Hi!', 'hello there', 'ok thanks a lot', 'Are you a real person?', 'bye'].map((text) =>
        ask(text, { handoff: { allowed: false, someoneLive: false } }),
      ),
    )
    expect(talk.map((reply) => reply.nonAnswer)).toEqual([false, false, false, false, false])
    expect(talk[0]?.text).toContain('Customer Care')
    expect(talk[2]?.text).toContain('welcome')
  })

  test('a greeting with a question in it is answered', async () => {
    expect((await ask('Hello, I need an invoice with our VAT number')).text).toContain('VAT number')
  })

  test('the same answer is not given twice in a row', async () => {
    const first = await ask('how long do refunds take')
    const again = await builtin.answer(
      question([customer('how long do refunds take'), ai(first.text), customer('how long do refunds take')]),
    )
    expect(again.text).not.toBe(first.text)
  })

  test('a short follow-up is understood with the question before it', async () => {
    const first = await ask('How much does shipping cost?')
    const reply = await builtin.answer(
      question([
        customer('Can I exchange a lamp for another colour?'),
        ai(first.text),
        customer('and who pays for that?'),
      ]),
    )
    expect(reply.text).toContain('pay both shipments')
    const own = [
      customer('Can I exchange a lamp for another colour?'),
      ai(reply.text),
      customer('and how much is shipping?'),
    ]
    expect((await builtin.answer(question(own))).text).toContain('free from € 75')
  })

  describe('O1: one reply is for all that the customer wrote since the last one', () => {
    const answer = (asked: string[], more: Partial<Question> = {}) =>
      builtin.answer(question(asked.map(customer), more))

    test('the question is what the customer asked, also where the AI’s own words stand after it', async () => {
      const refund = 'When do I get my money back?'
      const history = [customer('Hello'), customer(refund), ai('Hello! What can I do for you?')]
      const reply = await builtin.answer(question(history, { asked: [refund] }))
      expect(reply.text).toContain('within ten working days')
      expect(reply.nonAnswer).toBe(false)
    })

    test('two questions in two messages are both answered, in order', async () => {
      const { text, nonAnswer } = await answer(['How do I return a lamp?', 'And can I pay with PayPal?'])
      expect(text.indexOf('within 30 days')).toBeGreaterThanOrEqual(0)
      expect(text.indexOf('PayPal')).toBeGreaterThan(text.indexOf('within 30 days'))
      expect(nonAnswer).toBe(false)
    })

    test('a greeting before a question is no question, and thanks after one change nothing', async () => {
      const alone = await answer(['How do I return a lamp?'])
      expect(await answer(['Hi!', 'How do I return a lamp?', 'thanks'])).toEqual(alone)
      expect((await answer(['Hi!', 'hello there'])).nonAnswer).toBe(false)
    })

    test('the same question twice is answered once', async () => {
      expect(await answer(['How do I return a lamp?', 'How do I return a lamp??'])).toEqual(
        await answer(['How do I return a lamp?']),
      )
    })

    test('one thought in several messages is looked up as a whole', async () => {
      expect((await answer(['the shade', 'arrived cracked'])).text).toContain('Report')
    })

    test.each([
      ['Where is my order', 'LW-20418?'],
      ['Where is my order?', 'LW-20418?'],
      ['where is my order', 'LW-20418', 'please?'],
      ['When do I get', 'my money back', 'for LW-20418?'],
      ['Where is my order', 'it was for my lamp?'],
    ])('H8: “%s” “%s” is one question: it is answered as such, and is no non-answer', async (...parts) => {
      const { text, nonAnswer } = await answer(parts)
      expect(text).toBe((await answer([parts.join(' ')])).text)
      expect(text).not.toContain('could not find')
      expect(nonAnswer).toBe(false)
    })

    test('H8: what says nothing without the message before it is looked up with it, not for itself', async () => {
      const more = { serviceName: 'Smart Home Support' }
      const { text, nonAnswer } = await answer(['How do I reset', 'my lamp?'], more)
      expect(text).toBe((await answer(['How do I reset my lamp?'], more)).text)
      expect(nonAnswer).toBe(false)
      const bridge = await answer(['how can I restart', 'the bridge'], more)
      expect(bridge.text).toBe((await answer(['how can I restart the bridge'], more)).text)
    })

    test('two questions without end marks are two', async () => {
      const { text } = await answer(['How do I return a lamp', 'and can I pay with PayPal', 'I also need an invoice'])
      for (const part of ['within 30 days', 'PayPal', 'VAT number']) expect(text).toContain(part)
    })

    test('H8: a question among others that the articles do not answer is named, and is a non-answer', async () => {
      const { text, nonAnswer } = await answer(['How do I return a lamp?', 'What is the capital of Mongolia?'])
      expect(text).toContain('within 30 days')
      expect(text).toContain('To “What is the capital of Mongolia?” I could not find an answer in our articles.')
      expect(nonAnswer).toBe(true)
    })

    test.each([
      ['first', ['Can I talk to a real person?', 'My order is LW-20431', 'How do I return a lamp?']],
      ['in the middle', ['Hello', 'I want a human', 'How do I return a lamp?']],
      ['last', ['How do I return a lamp?', 'I want a human']],
    ])('O1: a request for a person leads to one, also when it came %s', async (_where, asked) => {
      const reply = await answer(asked)
      expect(reply.handoff).toMatchObject({ trigger: 'customer_request' })
      expect(reply.handoff?.reason).toMatch(/real person|a human/)
      const forbidden = await answer(asked, { handoff: { allowed: false, someoneLive: true } })
      expect(forbidden.handoff).toBeUndefined()
      expect(forbidden.text).toContain('cannot pass you on')
      expect(forbidden.text).toContain('within 30 days')
    })

    test('H4: with a request that cannot be granted and a question that it cannot answer it says both', async () => {
      const more = { handoff: { allowed: false, someoneLive: true } }
      const { text, nonAnswer } = await answer(['I want a human', 'What is the capital of Mongolia?'], more)
      expect(text).toMatch(/cannot pass you on to a person here\. I could not find that/)
      expect(nonAnswer).toBe(true)
    })

    test('what came before the last answer is not asked again', async () => {
      const history = [customer('I want a human'), ai('I cannot pass you on.'), customer('How do I return a lamp?')]
      expect((await builtin.answer(question(history))).handoff).toBeUndefined()
    })
  })

  test('B13: the reply grows word by word up to the whole text', async () => {
    const seen: string[] = []
    const reply = await ask('When do I get my money back?', { onText: (text) => seen.push(text) })
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.every((text, place) => text.startsWith(seen[place - 1] ?? ''))).toBe(true)
    expect(seen.at(-1)).toBe(reply.text)
  })

  test('it writes at a natural pace, and no reply takes longer than four seconds', async () => {
    const waits: number[] = []
    const timed = answerers.builtin({ articles, detect, pause: async (ms) => void waits.push(ms) })
    await timed.answer(question([customer('My lamp arrived damaged, what do I do?')]))
    const total = waits.reduce((sum, ms) => sum + ms, 0)
    expect(total).toBeGreaterThan(500)
    expect(total).toBeLessThan(4_000)
  })

  test('L2: when a person takes over, the AI stops in the middle of the sentence and gives no reply', async () => {
    const takeover = new AbortController()
    let last = ''
    const deaf = answerers.builtin({ articles, detect, pause: async () => {} })
    const more: Partial<Question> = {
      signal: takeover.signal,
      onText: (text) => {
        last = text
        if (text.trim().split(' ').length === 5) takeover.abort()
      },
    }
    const reply = deaf.answer(question([customer('When do I get my money back?')], more))
    await expect(reply).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    expect(last.trim().split(' ')).toHaveLength(5)
  })

  test('L2: the real pause ends at once when it is aborted', async () => {
    const real = answerers.builtin({ articles, detect })
    const takeover = new AbortController()
    const reply = real.answer(question([customer('hi')], { signal: takeover.signal }))
    takeover.abort()
    await expect(reply).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
  })

  test('L14: what the customer writes is only searched for, however long or odd', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      '\u0000',
      '${process.env}',
      '(((((',
      '__proto__ constructor',
      'x '.repeat(5_000),
      '🛋️'.repeat(2_000),
      '',
    ]
    for (const text of hostile) expect((await ask(text)).nonAnswer).toBe(true)
  })
})

describe('the built-in AI hands over', () => {
  const story = [
    customer('Hi, my Tern floor lamp from order LW-20418 arrived with a cracked shade.'),
    ai('Please upload a photo under My orders.'),
    customer('The upload failed twice. Can I please talk to a person?'),
  ]

  test('O1, O7: asked for a person, it says that it passes on, with a summary in the customer’s own words', async () => {
    const reply = await builtin.answer(question(story))
    expect(reply.text).toContain('passing you on to a colleague')
    expect(reply.handoff).toMatchObject({ trigger: 'customer_request', sentiment: 'neutral' })
    expect(reply.handoff?.reason).toContain('talk to a person')
    expect(reply.handoff?.summary).toContain('LW-20418 arrived with a cracked shade')
  })

  test('B9: with nobody live it promises no person, and says that the message is kept', async () => {
    const reply = await builtin.answer(question(story, { handoff: { allowed: true, someoneLive: false } }))
    expect(reply.text).not.toMatch(/passing you on|colleague/)
    const lost = await ask('is the cable cloth or plastic', { handoff: { allowed: true, someoneLive: false } })
    expect(lost.text).not.toContain('person')
    expect(reply.text).toMatch(/Nobody .* is here right now/)
    expect(reply.text).toContain('kept')
    expect(reply.handoff?.trigger).toBe('customer_request')
  })

  test('H4: where no handoff is allowed it says so and hands nothing over', async () => {
    const reply = await builtin.answer(question(story, { handoff: { allowed: false, someoneLive: true } }))
    expect(reply.text).toContain('cannot pass you on')
    expect(reply.handoff).toBeUndefined()
  })

  test('O1: after a second question in a row that it cannot answer it hands over by itself', async () => {
    const first = await ask('is the cable cloth or plastic')
    const history = [
      customer('is the cable cloth or plastic'),
      ai(first.text),
      customer('what is the capital of Mongolia'),
    ]
    const second = await builtin.answer(question(history))
    expect(second).toMatchObject({ nonAnswer: true, handoff: { trigger: 'automatic' } })
    const forbidden = await builtin.answer(question(history, { handoff: { allowed: false, someoneLive: true } }))
    expect(forbidden).toMatchObject({ nonAnswer: true })
    expect(forbidden.handoff).toBeUndefined()
  })

  test('O1: an answer in between, or a person, begins the count anew', async () => {
    const miss = ai((await ask('is the cable cloth or plastic')).text)
    const odd = customer('what is the capital of Mongolia')
    const answered = await builtin.answer(
      question([odd, miss, customer('refund?'), ai('Within ten working days.'), odd]),
    )
    const helped = await builtin.answer(question([odd, miss, { role: 'operator', text: 'Mira here, solved.' }, odd]))
    expect(answered.handoff).toBeUndefined()
    expect(helped.handoff).toBeUndefined()
  })

  test('O1: a customer whom the AI has answered and who is angry is handed over', async () => {
    const history = [
      customer('How do I return a lamp?'),
      ai('Open My orders.'),
      customer('I did that. This is ridiculous!'),
    ]
    const reply = await builtin.answer(question(history))
    expect(reply.handoff).toMatchObject({ trigger: 'automatic', sentiment: 'angry' })
    expect(reply.handoff?.reason).toContain('ridiculous')
  })
})

describe('the summary for the colleague', () => {
  const history: Turn[] = [
    customer('Hello! I ordered two Heron pendants in order LW-19877 and one came with a bent hook.'),
    ai('SECRET OF THE AI. Please send a photo.'),
    { role: 'system', text: 'SECRET MARKER' },
    customer(
      `I have sent it three times now. ${'Nobody answers me and the electrician comes on Thursday. '.repeat(20)}`,
    ),
    { role: 'operator', text: 'SECRET NOTE' },
    customer('I want a replacement hook before Thursday, or the money back. This is ridiculous!'),
  ]
  const { summary, sentiment } = summarise(history, detect)

  test('O7: has at most 45 words and numbers, however much the customer wrote', () => {
    const long = Array.from({ length: 40 }, (_, n) =>
      customer(`The pendant number ${n} hums in room ${n * 7} since Tuesday.`),
    )
    const counted = summarise(long).summary.match(/[\p{L}\p{N}]+/gu)?.length
    expect(counted).toBeGreaterThan(30)
    expect(counted).toBeLessThanOrEqual(45)
    expect(summary.match(/[\p{L}\p{N}]+/gu)?.length).toBeLessThanOrEqual(45)
    expect(summary).toContain('LW-19877')
  })

  test('O7, L8: every statement in it was written by the customer, nothing by anybody else', () => {
    const said = history
      .filter((turn) => turn.role === 'customer')
      .map((turn) => turn.text.toLowerCase())
      .join(' ')
    for (const sentence of summary.split(/(?<=[.!?])\s+/))
      expect(said).toContain(sentence.toLowerCase().replace(/[.!?]$/, ''))
    expect(summary).not.toContain('SECRET')
  })

  test('O7: carries the sentiment, with the detectors or without them', () => {
    expect(sentiment).toBe('angry')
    expect(summarise(history).sentiment).toBe('angry')
    expect(summarise([customer('Where is my order?')]).sentiment).toBe('neutral')
  })

  test('is empty, not wrong, when the customer said nothing that tells', () => {
    expect(summarise([]).summary).toBe('')
    expect(summarise([customer('hi')]).summary).toBe('')
  })
})

describe('the folder of articles', () => {
  const folders: string[] = []
  const makeFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'articles-'))
    folders.push(folder)
    return folder
  }
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  })
  const headings = async (from: Articles, query: string) =>
    (await from.find(query)).map((passage) => passage.section.heading)

  test('is read again after a change, and looked at no more often than every few seconds', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'a.md'), '# Lamps\n\n## Umbrellas\n\nWe lend umbrellas.')
    let time = 0
    const shelf = await openArticles(folder, { now: () => time })
    await writeFile(join(folder, 'b.md'), '# Rain\n\n## Galoshes\n\nWe lend galoshes too.')
    expect(await headings(shelf, 'galoshes')).toEqual([])
    time += 3_001
    expect(await headings(shelf, 'galoshes')).toEqual(['Galoshes'])
    await rm(join(folder, 'a.md'))
    await utimes(folder, new Date(), new Date())
    time += 3_001
    expect(await headings(shelf, 'umbrellas')).toEqual([])
    await rm(folder, { recursive: true })
    time += 3_001
    expect(await headings(shelf, 'galoshes')).toEqual(['Galoshes'])
  })

  test('leaves out what is too large and says so; a folder that is not there is a clear error', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'huge.md'), `# Huge\n\n${'word '.repeat(20_000)}`)
    await writeFile(join(folder, 'small.md'), '# Small\n\nFine.')
    await writeFile(join(folder, 'picture.png'), 'no')
    expect((await openArticles(folder)).state()).toEqual({ files: 1, sections: 1, skipped: ['huge.md'] })
    await expect(openArticles(join(folder, 'nowhere'))).rejects.toThrow(/folder of articles cannot be read/)
  })

  test('L14: markup in an article becomes plain text', () => {
    const [section] = toSections(
      'x/y.md',
      '# A **bold** title\n\nalso: hat\n\nSee [the page](https://example.com) <img src=x onerror=alert(1)> and `this`.\n* one',
    )
    expect(section).toMatchObject({
      folder: 'x',
      title: 'A bold title',
      also: 'hat',
      lines: ['See the page  and this.', '- one'],
    })
  })
})
