import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { detect, READ_LIMIT } from '../../server/detectors/index.ts'

const kinds = (role: 'customer' | 'ai' | 'operator', text: string, prompt?: string) =>
  detect({ role, text, ...(prompt === undefined ? {} : { prompt }) }).flags.map((flag) => flag.kind)
const customer = (text: string) => kinds('customer', text)
const ai = (text: string, prompt?: string) => kinds('ai', text, prompt)

describe('H8, O1: the detectors understand English only, as README says', () => {
  test.each([
    'Ich möchte mit einem Menschen sprechen!',
    'Das ist eine Unverschämtheit, Ihr seid schrecklich',
    'Je veux parler à un conseiller',
    'C’est vraiment nul, je suis furieux',
  ])('nothing is raised by “%s”, where nothing is promised', (text) => expect(customer(text)).toEqual([]))

  test('nor by an AI that does not know, in German', () => {
    expect(ai('Das weiß ich leider nicht.', 'Wo ist mein Paket?')).toEqual([])
  })
})

describe('H8, O1: Help Requested', () => {
  test.each([
    'agent please',
    'REPRESENTATIVE!!!',
    'Can I talk to a real person?',
    'I want to speak with your manager',
    'pls connect me to somone from support',
    'I need a humna',
    'could you have somebody contact me about this?',
    'call me back please',
    "I don't want to talk to a bot",
    "Why don't you transfer me to an agent?",
    "I can't get through to anyone, put me through to an operator",
    'Are you a human? I want to talk to a person.',
    'live chat please',
  ])('is raised by “%s”', (text) => {
    expect(customer(text)).toContain('help_requested')
  })

  test.each([
    'No need for a human',
    "Please don't transfer me",
    "I don't want to speak to an agent",
    "I'd rather not talk to a person",
    'Can you fix it without transferring me to an agent?',
    'thanks, an agent is not needed',
    'never mind, no agent needed',
  ])('is never raised by a negated request: “%s”', (text) => {
    expect(customer(text)).toEqual([])
  })

  test.each([
    'Are you a human?',
    'is this a bot',
    'Am I talking to a real person?',
    'I spoke to an agent yesterday, she told me to wait',
    'Do I have to call an agent to cancel?',
    'How do I become an agent?',
    'My travel agent booked this',
    'you can call me Anna',
    'someone took my card',
    'Can someone help me with my order?',
    'How do I add a person to my booking?',
  ])('is not raised by “%s”, which asks for nobody', (text) => {
    expect(customer(text)).toEqual([])
  })
})

describe('H8, O1: Negative Feedback', () => {
  test.each([
    'This is a joke',
    'What a waste of time!!!',
    'Your service is terrible',
    'I am NOT happy with this',
    "You're not helping at all",
    'For the third time: where is my parcel?',
    'thanks for nothing',
    'WORST support EVER',
    'this is sooooo ridiculous 😡',
  ])('is raised by “%s”', (text) => {
    expect(customer(text)).toContain('negative_feedback')
  })

  test.each([
    'My card is broken, can you send a new one?',
    'I have a problem with my payment',
    'My parcel is late',
    'My phone was stolen :(',
    'I want to report a fraud',
    'No problem, that works',
    "That's not bad at all",
    'The weather here is awful',
    'Wow, this is great, thank you!',
    'I need my damn invoice',
  ])('is not raised by “%s”: a trouble or a mood is no word against the service', (text) => {
    expect(customer(text)).toEqual([])
  })
})

describe('H8, O1: Non-Answer', () => {
  test.each([
    "I'm sorry, but I don't have that information.",
    "I'm afraid I'm not able to help with that.",
    "I couldn't find anything about this. Please contact our support team.",
    "Sorry, I didn't understand that. Could you rephrase?",
    'Please reach out to our billing department.',
    'Something went wrong. Please try again later.',
  ])('is raised by “%s”', (text) => {
    expect(ai(text)).toEqual(['non_answer'])
  })

  test.each([
    "I'm sorry for the delay. Your parcel left on Monday and arrives on Thursday.",
    "I can't see your order from here, but parcels take 3 to 5 days and you get a link by e-mail as soon as yours is on its way.",
    "I don't have access to your account, but here is how to do it:\n1. Open Settings\n2. Choose Billing\n3. Press Cancel",
    "Unfortunately I can't cancel it, because it was booked more than 24 hours ago.",
    'If you are unable to log in, press “Forgot password” and follow the e-mail.',
  ])('is not raised by a reply that apologises and then answers: “%s”', (text) => {
    expect(ai(text)).toEqual([])
  })

  test.each(["I couldn't find that order. Could you please share its number?", 'Which plan do you have?'])(
    'is not raised by a question for what is missing: “%s”',
    (text) => {
      expect(ai(text)).toEqual([])
    },
  )

  test('is not raised by a pointer to support when the customer asked for it', () => {
    const pointer = 'Please contact our support team.'
    expect(ai(pointer, 'Why was I charged?')).toEqual(['non_answer'])
    expect(ai(pointer, 'How do I contact you?')).toEqual([])
  })
})

describe('B5: why flagged', () => {
  test.each([
    ['customer', 'Hello. Get me a SUPERVISOR, this is an absolute  joke!!', ['a SUPERVISOR', 'an absolute  joke']],
    ['customer', 'I’m not happy — let me talk to a person', ['not happy', 'talk to a person']],
    ['ai', 'Hm. I don’t have that information, sorry.', ['don’t have that information']],
  ] as const)('the cues are pieces of the text as it stands: %s, “%s”', (role, text, parts) => {
    const cues = detect({ role, text }).flags.flatMap((flag) => flag.cues)
    for (const cue of cues) expect(text).toContain(cue)
    for (const part of parts) expect(cues.some((cue) => cue.includes(part))).toBe(true)
  })

  test('every flag has a score from 0.5 to 1 and at least one cue', () => {
    for (const text of ['agent', 'this is a joke', 'worst company ever, get me your manager']) {
      for (const { score, cues } of detect({ role: 'customer', text }).flags) {
        expect(score).toBeGreaterThanOrEqual(0.5)
        expect(score).toBeLessThanOrEqual(1)
        expect(cues.length).toBeGreaterThan(0)
      }
    }
  })
})

describe('O7: sentiment', () => {
  test.each([
    ['angry', 'This is unacceptable, I am furious'],
    ['happy', 'Wonderful, thank you so much!'],
    ['neutral', 'What are your opening hours?'],
    ['angry', 'not good'],
    ['happy', "can't complain"],
  ])('%s: “%s”', (mood, text) => {
    expect(detect({ role: 'customer', text }).sentiment).toBe(mood)
  })
})

test('what an operator writes raises nothing, and each detector reads its own side only', () => {
  expect(kinds('operator', 'I want to speak to a manager, this is a joke')).toEqual([])
  expect(ai('I can let you speak to a manager.')).toEqual([])
  expect(customer("I don't have that information.")).toEqual([])
})

test('only the first 4,000 characters are read, and a cut through an emoji does no harm', () => {
  expect(customer(`${'a '.repeat(READ_LIMIT / 2)}I want to talk to a human`)).toEqual([])
  expect(detect({ role: 'customer', text: `${'x'.repeat(READ_LIMIT - 1)}😡` }).sentiment).toBe('neutral')
})

describe('npm run detect', () => {
  const run = (input: string) => {
    const main = fileURLToPath(new URL('../../server/detectors/main.ts', import.meta.url))
    const { stdout, status } = spawnSync(process.execPath, [main], { input, encoding: 'utf8' })
    return {
      lines: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
      status,
    }
  }

  test('answers each line in order, empty lines skipped, a line separator inside a text kept', () => {
    const { lines, status } = run(
      '{"id":"a","role":"customer","text":"agent please"}\n\n{"id":2,"role":"ai","text":"We open\u2028at 9.","prompt":"When?"}',
    )
    expect(lines).toEqual([
      {
        id: 'a',
        flags: [{ kind: 'help_requested', score: expect.any(Number), cues: ['agent please'] }],
        sentiment: 'neutral',
      },
      { id: 2, flags: [], sentiment: 'neutral' },
    ])
    expect(status).toBe(0)
  })

  test('answers a bad line by an error in its place, goes on, and ends with 1', () => {
    const { lines, status } = run(
      '{"id":"a","role":"cat","text":"x"}\nnonsense\n{"id":"c","role":"operator","text":"hi"}\n',
    )
    expect(lines).toEqual([
      { id: 'a', error: expect.stringContaining('role') },
      { id: null, error: 'The line is not JSON' },
      { id: 'c', flags: [], sentiment: 'neutral' },
    ])
    expect(status).toBe(1)
  })
})

test('the detectors import domain only, beside themselves', () => {
  const imports = [
    'index',
    'help-requested',
    'help-phrases',
    'negative-feedback',
    'non-answer',
    'answer-phrases',
    'sentiment',
  ]
    .map((file) => readFileSync(new URL(`../../server/detectors/${file}.ts`, import.meta.url), 'utf8'))
    .flatMap((source) => [...source.matchAll(/from '([^']+)'/g)].map((found) => found[1]))
  expect(imports.filter((path) => !path?.startsWith('./') && !path?.startsWith('../../domain/'))).toEqual([])
})
