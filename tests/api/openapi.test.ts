import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventData } from '../../domain/events.ts'
import { sentences } from '../../domain/refusal.ts'
import { type Running, startBaton } from '../builders/baton.ts'
import { listen } from '../builders/listener.ts'
import { apiRoutes } from '../builders/routes.ts'

let baton: Running
beforeAll(async () => {
  baton = await startBaton()
})
afterAll(() => baton.stop())

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null
interface Operation {
  responses: Record<string, { description?: string; content?: Record<string, { schema: Json }> }>
  parameters?: { name: string; in: string; required?: boolean; schema?: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  tags?: string[]
  summary?: string
  security?: unknown[]
}
interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> }
}

describe('the OpenAPI document', () => {
  let document: Document
  let operations: { route: string; path: string; operation: Operation }[]
  beforeAll(async () => {
    document = (await baton.stranger.get('/api/openapi.json')).expect(200).body
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        path,
        operation,
      })),
    )
  })

  test('is 3.1, and anybody may read it', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Baton', version: expect.any(String) })
  })

  test('holds every route that is served, and no other', () => {
    const served = apiRoutes().map((route) => route.replace(' ', ' /api/v1').replace(/:(\w+)/g, '{$1}'))
    expect(operations.map(({ route }) => route).toSorted()).toEqual(served.toSorted())
  })

  test('says of each what it is, what it answers, and that it may refuse with a problem', () => {
    for (const { route, operation } of operations) {
      expect(operation.summary, route).toMatch(/^[A-Z].{3,}/)
      expect(operation.tags, route).toHaveLength(1)
      const codes = Object.keys(operation.responses)
      expect(codes.filter((code) => /^[123]\d\d$/.test(code)).length, route).toBeGreaterThan(0)
      expect(codes, route).toContain('default')
      for (const [code, response] of Object.entries(operation.responses))
        expect(response.description, `${route} ${code}`).toBeTruthy()
      expect(Object.keys(operation.responses.default?.content ?? {}), route).toEqual(['application/problem+json'])
    }
  })

  test('declares each part of a path, once', () => {
    for (const { route, path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(declared.map(({ name }) => name).toSorted(), route).toEqual(inPath.toSorted())
      for (const parameter of declared) expect(parameter.required, route).toBe(true)
    }
  })

  test('says what every command takes, and takes nothing unknown', () => {
    for (const { route, operation } of operations) {
      if (/^(GET|DELETE) /.test(route) || route === 'POST /api/v1/sample') continue
      const content = operation.requestBody?.content ?? {}
      // A file is its bytes.
      if (content['application/octet-stream']) continue
      const schema = content['application/json']?.schema
      expect(schema, route).toBeDefined()
      expect(JSON.stringify(resolve(schema as Json)), route).toContain('"additionalProperties":false')
    }
  })

  test('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '')
    expect(references.length).toBeGreaterThan(10)
    for (const reference of references) expect(follow(reference), reference).toBeDefined()
  })

  test('is plain JSON Schema of 2020-12: nothing of OpenAPI 3.0', () => {
    const text = JSON.stringify(document)
    expect(text).not.toMatch(/"nullable":/)
    expect(text).not.toMatch(/"exclusiveM(?:in|ax)imum":(?:true|false)/)
  })

  test('names the three ways to say who one is, and which routes want none', () => {
    expect(Object.keys(document.components.securitySchemes).toSorted()).toEqual(['customer', 'key', 'session'])
    const open = operations.flatMap(({ route, operation }) => (operation.security?.length === 0 ? [route] : []))
    expect(open.toSorted()).toEqual([
      'GET /api/v1/setup',
      'GET /api/v1/sign-in',
      'GET /api/v1/widget/services/{id}',
      'POST /api/v1/setup',
      'POST /api/v1/widget/conversations',
      'POST /api/v1/widget/token',
    ])
  })

  test('names every type of event and every code of a refusal', () => {
    const text = JSON.stringify(document)
    for (const type of Object.keys(eventData)) expect(text).toContain(type)
    const { code } = (document.components.schemas.Problem as { properties: { code: { enum: string[] } } }).properties
    expect(code.enum.toSorted()).toEqual(Object.keys(sentences).toSorted())
  })

  test('can be browsed without anything from elsewhere', async () => {
    const page = (await baton.stranger.get('/api/docs')).expect(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')
    expect(addresses.length).toBeGreaterThan(2)
    for (const address of addresses) {
      expect(address).toMatch(/^\/api\/docs\//)
      ;(await baton.stranger.get(address)).expect(200)
    }
    for (const none of ['package.json', 'constructor', 'toString', '__proto__'])
      (await baton.stranger.get(`/api/docs/${none}`)).expect(404)
  })

  function follow(reference: string): Json | undefined {
    return reference
      .slice(2)
      .split('/')
      .reduce<Json | undefined>(
        (at, key) => (at as Record<string, Json> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        document as unknown as Json,
      )
  }
  const resolve = (schema: Json): Json | undefined => {
    const reference = (schema as { $ref?: string }).$ref
    return reference ? follow(reference) : schema
  }
})

describe('signs of life', () => {
  test('GET /healthz: alive', async () => {
    expect((await baton.stranger.get('//healthz')).expect(200).body).toEqual({ status: 'alive' })
  })

  test('GET /readyz: the database is reachable and the log caught up', async () => {
    expect((await baton.stranger.get('//readyz')).expect(200).body).toEqual({ status: 'ready' })
  })

  test('GET /metrics: figures for Prometheus, of requests, commands, commits, streams, tasks and the process', async () => {
    const { id } = await baton.service()
    await baton.begin(id, 'I want to talk to a human.')
    const stream = await listen(baton.key)
    ;(await baton.key.post('/conversations', {})).expect(422)
    const { text, headers } = (await baton.stranger.get('//metrics')).expect(200)
    stream.close()
    expect(headers.get('content-type')).toMatch(/^text\/plain/)
    const figure = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1] ?? Number.NaN,
      )
    expect(figure('baton_commands_total{name="addMessage",outcome="ok"}')).toBe(1)
    expect(figure('baton_flags_raised_total{kind="help_requested"}')).toBe(1)
    expect(figure('baton_stream_readers{audience="operators"}')).toBe(1)
    expect(figure('baton_stream_readers{audience="customer"}')).toBe(0)
    expect(figure('baton_log_lag_events')).toBe(0)
    expect(figure('baton_tasks_waiting{state="dead"}')).toBe(0)
    expect(figure('baton_commit_seconds_count')).toBeGreaterThan(2)
    expect(figure('baton_http_requests_total{method="POST",route="/api/v1/conversations",status="422"}')).toBe(1)
    expect(figure('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
    for (const line of text.split('\n')) expect(line).toMatch(/^(#.*|[a-z_][a-z0-9_]*(\{.*\})? [\d.eE+\-NaIinf]+|)$/)
  })

  test('L7: they tell of nobody', async () => {
    const { text } = await baton.stranger.get('//metrics')
    for (const word of [baton.workspaceId, 'Tech Support', 'Kim', 'ada@example.com']) expect(text).not.toContain(word)
  })
})

describe('L14: headers', () => {
  test.each(['/services', '//', '//healthz', '/api/openapi.json', '/nothing'])(
    '%s comes with a policy',
    async (path) => {
      const { headers } = await baton.key.get(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-request-id')).toBeTruthy()
    },
  )

  test('what the API says nobody keeps', async () => {
    expect((await baton.key.get('/services')).headers.get('cache-control')).toBe('no-store')
    const stream = await fetch(baton.key.at('/stream'), { headers: baton.key.headers })
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('cache-control')).toContain('no-store')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    await stream.body?.cancel()
  })
})
