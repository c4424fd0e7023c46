/** What Baton's own AI says when it does not quote an article. Nothing here promises a person unless somebody is live (row B9). */

export const notFound = 'I could not find that in our articles.'

export function cannotAnswer(personPossible: boolean): string {
  return `${notFound} Could you put it in other words, or name the lamp or the order?${personPossible ? ' You can also ask me for a person.' : ''}`
}

export function cannotAnswerAgain(): string {
  return 'I could not find an answer to that either.'
}

/** The acknowledgement of a handoff; it stands in the log before the handoff itself (law L2). */
export function passingOn(someoneLive: boolean): string {
  return someoneLive
    ? 'I am passing you on to a colleague, with what you told me, so you need not repeat it.'
    : 'Nobody from our team is here right now, so I cannot promise you a person at once. Your message is kept, with what you told me.'
}

export const cannotPassOn =
  'I am sorry, I cannot pass you on to a person here. Tell me what it is about, and I look for an answer.'

export const noPerson = 'I am sorry, I cannot pass you on to a person here.'

/** After the answers to the other questions. `question` in quotation marks. */
export function alsoNotFound(question: string): string {
  return `To ${question} I could not find an answer in our articles.`
}

export const sorry = 'I am sorry about that.'

export const sorryAsk = 'I am sorry about that. What went wrong? Tell me what you expected, and I look for it.'

export function greeting(serviceName: string): string {
  return `Hello! This is the assistant of ${serviceName}. What can I do for you?`
}

/** Sensible answers to what is no question. `undefined` when the message has a subject of its own. */
export function smallTalk(text: string, serviceName: string): string | undefined {
  const said = text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (
    /^(are|r) (you|u) (a |an )?(real )?(bot|robot|ai|machine|human|person|real)( person)?( or .*)?$|^(who|what) are you$|^is this a (bot|robot)$/.test(
      said,
    )
  )
    return `I am an AI, the assistant of ${serviceName}. I answer from our articles.`
  if (
    /^((hi|hello|hey|hallo|good (morning|afternoon|evening|day)|greetings|howdy|yo)( there| everyone| all| team)?( how are you( doing)?( today)?)?)$/.test(
      said,
    )
  )
    return greeting(serviceName)
  if (
    /^(ok(ay)? |great |perfect |super |wonderful |cool )*(thanks?|thank you|thx|ty|cheers|many thanks|much appreciated)( a lot| so much| very much| you| again| for (your|the) help| that (helps|helped|works|worked))*( (bye|goodbye))?$/.test(
      said,
    )
  )
    return 'You are welcome. Is there anything else?'
  if (
    /^(bye|goodbye|see you|have a (nice|good|great) (day|evening|weekend)|no( thanks| thank you)?( that(s| is) (all|it))?|that(s| is) (all|it)|nothing else)( thanks| thank you| bye)?$/.test(
      said,
    )
  )
    return 'Thank you for writing. Have a good day!'
  if (
    /^(ok(ay)?|yes|yep|yeah|sure|alright|i see|got it|great|perfect|fine|good|cool|nice|understood|that (works|worked|helps|helped)|it works( now)?)( now)?$/.test(
      said,
    )
  )
    return 'Good. Is there anything else you would like to know?'
  if (/^(help|help me|can you help me|i need help|i have a (question|problem)|question)( please)?$/.test(said))
    return 'Gladly. What is it about? The more exactly you describe it, the better I can look for it.'
  return undefined
}
