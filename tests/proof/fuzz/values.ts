import { newId } from '../kit/api.ts'
import type { Chance } from '../kit/chance.ts'
import type { Api, Schema } from './document.ts'

/** Makes values that a schema allows, and values that it does not. */
export interface Values {
  valid(schema: Schema, name?: string): unknown
  /** Something that should not be there: another type, too long, control characters, half a character. */
  hostile(): unknown
}

const words = [
  'Where is my order?',
  'I want a human!',
  'Thanks.',
  'The lamp is broken and I am angry',
  'ok',
  '👋 déjà vu',
]

/** Texts that have made other programs fall. */
const nasty = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff!',
  '\u0007\u001b[31m',
  '\u202eoverride',
  '\ufeff',
  "'; drop table events; --",
  '$1 ${x} {{x}} %s %n',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '__proto__',
  'constructor',
  '../../../../etc/passwd',
  'null',
  'NaN',
  '0x10',
  '1e400',
  'A'.repeat(10_000),
  'A'.repeat(10_001),
  '😀'.repeat(5_001),
  '\r\nset-cookie: a=b',
  '2026-13-45T99:99:99Z',
]

export function values(api: Api, chance: Chance, realId: (name: string) => string): Values {
  function valid(given: Schema, name = ''): unknown {
    const schema = api.resolve(given)
    const choice = schema.anyOf ?? schema.oneOf
    if (choice) return valid(chance.of(choice), name)
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => valid(part, name)))
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return chance.of(schema.enum)
    switch (Array.isArray(schema.type) ? chance.of(schema.type) : schema.type) {
      case 'object':
        return object(schema)
      case 'array':
        return Array.from({ length: (schema.minItems ?? 0) + chance.below(3) }, () => valid(schema.items ?? {}))
      case 'boolean':
        return chance.yes(0.5)
      case 'integer':
      case 'number':
        return number(schema)
      case 'null':
        return null
      case 'string':
        return text(schema, name)
      default:
        return chance.of<unknown>(['x', 1, null, true])
    }
  }

  function object(schema: Schema): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    for (const [name, part] of Object.entries(schema.properties ?? {}))
      if (schema.required?.includes(name) || chance.yes(0.4)) found[name] = valid(part, name)
    return found
  }

  function number({ minimum = -10, maximum = 100 }: Schema): number {
    const low = Math.max(minimum, -1e6)
    const high = Math.min(maximum, 1e6)
    return chance.yes(0.6) ? low + chance.below(Math.min(5, high - low + 1)) : low + chance.below(high - low + 1)
  }

  function text({ format, pattern, maxLength = 200, minLength = 0 }: Schema, name: string): string {
    if (format === 'uuid') return name === 'id' && chance.yes(0.6) ? newId() : realId(name)
    if (name === 'operatorId' || name === 'byOperatorId') return realId(name)
    if (format === 'email' || pattern?.includes('@')) return `${newId()}@example.com`
    if (format === 'uri' || format === 'url' || /url$/i.test(name)) return 'https://example.com/hook'
    if (format === 'date-time') return new Date(1.7e12 + chance.below(1e9)).toISOString()
    if (pattern?.startsWith('^vt_')) return `vt_${'x'.repeat(43)}`
    const made = chance.of(words)
    return made.slice(0, maxLength).padEnd(minLength, 'x')
  }

  return {
    valid,
    hostile: () =>
      chance.yes(0.7)
        ? chance.of(nasty)
        : chance.of<unknown>([0, -1, 1.5, 2 ** 53, 1e308, true, null, [], {}, [[]], { $ref: '#' }, ['x'], [null]]),
  }
}

/** Breaks a body in one or two places: a member gone, one too many, one of another kind, or the whole of it. */
export function broken(body: unknown, chance: Chance, make: Values): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || chance.yes(0.1)) return make.hostile()
  const copy: Record<string, unknown> = { ...body }
  const names = Object.keys(copy)
  for (let i = 0; i <= chance.below(2); i++) {
    const name = names.length > 0 ? chance.of(names) : 'x'
    const dice = chance.below(4)
    if (dice === 0) delete copy[name]
    else if (dice === 1)
      copy[chance.of(['extra', '__proto__', 'constructor', 'workspaceId', 'actor', ''])] = make.hostile()
    else if (dice === 2 && typeof copy[name] === 'object') copy[name] = broken(copy[name], chance, make)
    else copy[name] = make.hostile()
  }
  return copy
}
