import type { SampleService } from './script.ts'

type Lines = readonly [string, ...string[]]

/** What a customer answers to a person's question, before it goes on as scripted. `{…}` as in scripts. */
export const answersToPerson: readonly [about: RegExp, answers: Lines][] = [
  [/order (number|no\b|id)|which order/i, ['It is {order}.', '{order}']],
  [/(photo|picture|screenshot)/i, ['I have just sent it to your mailbox.', 'Sent! It should be with you.']],
  [/(e-?mail|mail address)/i, ['You can use {email}.', '{email}']],
  [/(phone|number to call|call you)/i, ['I would rather stay in this chat, if that is all right.']],
  [/(your name|who am i|speaking with)/i, ['My name is {fullName}.', '{fullName}']],
  [
    /(\ba|one) (moment|minute|second)|hold on|let me (check|see|look)/i,
    ['Sure, take your time.', 'No hurry.', 'OK, I am here.'],
  ],
  [/(anything else|can i help|how can i)/i, ['No, that is all.', 'Not for today, thanks.']],
]

/** A person says goodbye: so does the customer, whatever was left to say. */
export const goodbye = /\b(have a (nice|good|great)|good ?bye|bye|you(’|')?( a)?re welcome|all the best|take care)\b/i

/** To what a person writes once everything is said. */
export const farewells: Lines = ['Thanks, you too!', 'Bye!', 'All the best.']

/** After a while without an answer, and once more. */
export const nudges: Lines = ['Are you still there?', 'Hello?', 'Is somebody reading this?', 'I am still waiting.']

/** When nobody came at all. */
export const givesUp: Lines = [
  'I have to go now. I will try again later.',
  'OK, I will write an e-mail instead.',
  'I cannot wait any longer, maybe tomorrow.',
]

/** The AI has the conversation again, after a person gave it back: the customer's next question, and its answer. */
export const afterwards: Record<SampleService, readonly (readonly [question: string, answer: string])[]> = {
  care: [
    ['One more thing: where do I find the invoice?', 'Open My orders, choose {order} and then Invoice.'],
    ['And how long do I have to send something back?', 'Any unused lamp can be returned within 30 days of delivery.'],
  ],
  smart: [
    [
      'How do I restart the bridge, if it happens again?',
      'Unplug it, wait 30 seconds and plug it in again. Lamps and automations are kept.',
    ],
    ['Do automations run without the internet?', 'Yes, the bridge runs them itself.'],
  ],
  sales: [
    ['When is the showroom open?', 'From Tuesday to Saturday, 10:00 to 18:00, in Ghent.'],
    ['Is shipping included?', 'Shipping is free from € 75, below that it costs € 5.90.'],
  ],
}

/** The AI, where the mode leaves no way to a person. */
export const noPerson = 'No person can join this conversation at the moment. I can answer what our help pages know.'
