import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { validator } from 'hono-openapi'
import { z } from 'zod'
import { Id } from '../../domain/ids.ts'
import type { Env } from './env.ts'
import { badInput, no } from './problem.ts'
import { speakOurWords } from './words.ts'

speakOurWords()

const MOST = 64 * 1024

const tooLarge = (): never => {
  throw no('body_too_large')
}

const limitUnsaid = bodyLimit({ maxSize: MOST, onError: tooLarge })

/**
 * A body is at most 64 KB unless it is an upload (laws.md, Bad input). One whose length is said is not touched here:
 * Hono's limit makes a web stream of it, which costs as much as all that follows.
 */
export const limitBody: MiddlewareHandler<Env> = (c, next) => {
  const length = c.req.header('content-length')
  if (c.req.header('transfer-encoding') !== undefined) return limitUnsaid(c, next)
  if (length !== undefined) return Number(length) > MOST ? tooLarge() : next()
  return c.req.method === 'GET' || c.req.method === 'HEAD' ? next() : limitUnsaid(c, next)
}

const strictly = new TextDecoder('utf-8', { fatal: true })

/** A body is JSON, and says so; broken UTF-8 is refused, not repaired. */
export const jsonOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.method === 'OPTIONS') return next()
  const bytes = new Uint8Array(await c.req.arrayBuffer())
  if (bytes.length === 0) {
    // Nothing said is an empty object, whatever type it claims to have.
    c.req.raw.headers.delete('content-type')
    return next()
  }
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(c.req.header('content-type') ?? ''))
    throw no('unsupported_media_type')
  try {
    const text = strictly.decode(bytes)
    JSON.parse(text)
    // Whoever reads it next would have Hono make a Response of the bytes only to get at this text.
    c.req.bodyCache.text = Promise.resolve(text) as never
  } catch {
    throw badInput([{ path: '', message: 'must be well-formed JSON in UTF-8' }])
  }
  return next()
}

type Path = readonly (PropertyKey | { key: PropertyKey })[]
interface Checked {
  success: boolean
  error?: readonly { message: string; path?: Path | undefined; code?: string; keys?: string[] }[]
}

const MANY = 20

function orRefuse(result: Checked, whole: string): void {
  if (result.success) return
  const errors = (result.error ?? [])
    .slice(0, MANY)
    .flatMap(({ path = [], message, code, keys }) =>
      code === 'unrecognized_keys'
        ? (keys ?? []).slice(0, MANY).map((key) => ({ path: nameOf([...path, key]), message: 'is not known here' }))
        : [{ path: nameOf(path), message: message.slice(0, 200) }],
    )
  throw badInput(errors.slice(0, MANY), whole)
}

const nameOf = (path: Path): string =>
  path
    .map((part) => String(typeof part === 'object' ? part.key : part))
    .join('.')
    .slice(0, 120)

/** Parses a body at the edge; unknown fields are refused when the schema is strict. */
export const body = <S extends z.ZodType>(schema: S) =>
  validator('json', schema, (result) => orRefuse(result as Checked, 'The body'))
export const query = <S extends z.ZodType>(schema: S) =>
  validator('query', schema, (result) => orRefuse(result as Checked, 'The query'))

/** Ids in paths: what is no id cannot be found. */
export const params = <K extends string>(...names: K[]) =>
  validator(
    'param',
    z.object(Object.fromEntries(names.map((name) => [name, Id])) as Record<K, typeof Id>),
    (result) => {
      if (!(result as Checked).success) throw no('not_found')
    },
  )

export const limitOf = (max = 500, standard = 100) => z.coerce.number().int().min(1).max(max).default(standard)
