import { z } from 'zod'

export interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  propertyNames?: Schema
}

export interface Operation {
  method: string
  path: string
  /** Path and query parameters by name. */
  parameters: { in: string; name: string; required?: boolean; schema?: Schema }[]
  body: Schema | null
  /** Media types and schemas by status; an answer without content has null. */
  answers: Map<number, { media: string; schema: Schema } | null>
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>
  components?: { schemas?: Record<string, Schema> }
}

interface RawOperation {
  parameters?: Operation['parameters']
  requestBody?: { content?: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

/** The API document as the fuzzer reads it. */
export interface Api {
  operations: Operation[]
  resolve(schema: Schema): Schema
  /** What is wrong with an answer's JSON, or null. A member that the document does not name is wrong too. */
  check(schema: Schema, value: unknown): string | null
}

export function readDocument(document: Document): Api {
  const schemas = document.components?.schemas ?? {}
  const resolve = (schema: Schema): Schema => {
    const name = schema.$ref?.split('/').at(-1)
    return name ? resolve(schemas[name] ?? {}) : schema
  }
  const compiled = new Map<Schema, z.ZodType>()
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => operation(method, path, raw)),
  )
  return {
    operations,
    resolve,
    check(schema, value) {
      let compiledSchema = compiled.get(schema)
      if (!compiledSchema) {
        compiledSchema = z.fromJSONSchema(tight(inline(schema, resolve)) as Parameters<typeof z.fromJSONSchema>[0])
        compiled.set(schema, compiledSchema)
      }
      const parsed = compiledSchema.safeParse(value)
      return parsed.success ? null : z.prettifyError(parsed.error).replaceAll('\n', ' ')
    },
  }
}

function operation(method: string, path: string, raw: RawOperation): Operation {
  const answers: Operation['answers'] = new Map()
  for (const [status, { content }] of Object.entries(raw.responses)) {
    const [media] = Object.entries(content ?? {})
    if (status !== 'default') answers.set(Number(status), media ? { media: media[0], schema: media[1].schema } : null)
  }
  return {
    method: method.toUpperCase(),
    path,
    parameters: raw.parameters ?? [],
    body: raw.requestBody?.content?.['application/json']?.schema ?? null,
    answers,
  }
}

/** References put in place, so that a schema stands alone. */
function inline(schema: Schema, resolve: Api['resolve']): Schema {
  return mapSchema(resolve(schema), (part) => inline(part, resolve))
}

/** An object that names its members has no others, unless it says so. */
function tight(schema: Schema): Schema {
  const inner = mapSchema(schema, tight)
  return inner.properties && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner
}

function mapSchema(schema: Schema, map: (part: Schema) => Schema): Schema {
  const list = (parts: Schema[]) => parts.map(map)
  return {
    ...schema,
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, map(part)])),
    }),
    ...(schema.items && { items: map(schema.items) }),
    ...(typeof schema.additionalProperties === 'object' && { additionalProperties: map(schema.additionalProperties) }),
    ...(schema.anyOf && { anyOf: list(schema.anyOf) }),
    ...(schema.oneOf && { oneOf: list(schema.oneOf) }),
    ...(schema.allOf && { allOf: list(schema.allOf) }),
  }
}
