import { z } from 'zod'

type Issue = Parameters<NonNullable<Parameters<typeof z.config>[0]>['customError'] & {}>[0]

const count = (value: number | bigint) => value.toLocaleString('en')

/** What a value may be, in our words: said after its name, as in “`text` is longer than 10,000 characters.” */
function words(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${types[issue.expected] ?? `of type ${issue.expected}`}`
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map((value) => `“${String(value)}”`))}`
    case 'invalid_format':
      return formats[issue.format] ?? 'is not of the form that is wanted here'
    case 'too_big':
      return tooBig(issue.origin, issue.maximum)
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum)
    case 'unrecognized_keys':
      return 'has fields that are not known here'
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return 'is of none of the forms that are wanted here'
    default:
      return undefined
  }
}

const types: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}
const formats: Record<string, string> = {
  uuid: 'must be an id, as Baton gives them',
  email: 'must be an e-mail address, such as kim@example.com',
  datetime: 'must be a time, such as 2026-01-05T09:00:00Z',
}

function tooBig(origin: string, most: number | bigint): string {
  if (origin === 'string') return `is longer than ${count(most)} characters`
  return origin === 'array' ? `has more than ${count(most)} entries` : `must be at most ${count(most)}`
}

function tooSmall(origin: string, least: number | bigint): string {
  if (origin === 'number' || origin === 'int') return `must be at least ${count(least)}`
  if (Number(least) === 1) return 'is empty'
  return origin === 'string' ? `is shorter than ${count(least)} characters` : `has fewer than ${count(least)} entries`
}

const oneOf = (values: string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`

/** Every refusal of bad input speaks these words; what a schema says of itself comes first. */
export const speakOurWords = (): void => {
  z.config({ customError: words })
}
