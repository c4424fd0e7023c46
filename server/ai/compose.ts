import { isStep, type Section, steps } from './sections.ts'
import { sentences, terms } from './words.ts'

const short = 420

/**
 * A short answer in the article's own words, with the heading of its section before it, so that one sees what it is about: a section that is short as a whole, else its steps, else the sentences that are
 * nearest to the question with what follows them.
 */
export function composeAnswer(section: Section, query: string): string {
  const text = compose(section, query)
  const about = /[?!.:]$/.test(section.heading) ? section.heading : `${section.heading}:`
  return `${about}${isStep(text) ? '\n' : ' '}${text}`
}

function compose(section: Section, query: string): string {
  const whole = layOut(section.lines)
  if (whole.length <= short) return whole
  if (steps(section).length > 1) return fit(section.lines)
  return nearest(section, query)
}

/** Prose on one line, each step on its own. */
function layOut(lines: string[]): string {
  return lines.reduce(
    (text, line) => text + (text === '' ? '' : isStep(line) || endsInStep(text) ? '\n' : ' ') + line,
    '',
  )
}

function endsInStep(text: string): boolean {
  return isStep(text.slice(text.lastIndexOf('\n') + 1))
}

function fit(lines: string[]): string {
  const kept = lines.slice(Math.max(0, lines.findIndex(isStep) - 1))
  while (kept.length > 1 && layOut(kept).length > short * 2) kept.pop()
  return layOut(kept)
}

function nearest(section: Section, query: string): string {
  const asked = new Set(terms(query))
  const all = section.lines.flatMap(sentences)
  const hits = all.map((sentence) => terms(sentence).filter((term) => asked.has(term)).length)
  const start = hits.indexOf(Math.max(...hits))
  let text = all[start] ?? ''
  for (const sentence of all.slice(start + 1)) {
    if (text.length + sentence.length >= short) break
    text += ` ${sentence}`
  }
  return text
}
