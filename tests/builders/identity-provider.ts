// An identity provider of the tests' own: OpenID Connect with the code flow, PKCE, and ID tokens signed with a key of its own.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Who signs in at the provider, and what may be wrong with what it says. */
export interface Visitor {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

export interface IdentityProvider {
  issuer: string
  /** Who is signed in there: the next to come is them. */
  visitor: Visitor
  /** Changes the claims of the next ID tokens. */
  spoil: (claims: Record<string, unknown>) => Record<string, unknown>
  /** Signs the next ID tokens with a key that nobody knows. */
  forge: boolean
  /** Refuses, as a person does who presses Cancel. */
  refuse: boolean
  /** What was wrong with what it was asked; empty when everything was as the standard wants it. */
  complaints: string[]
  stop(): Promise<void>
}

const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function startIdentityProvider({
  clientId,
  clientSecret,
}: {
  clientId: string
  clientSecret: string
}): Promise<IdentityProvider> {
  const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const nobodys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, URLSearchParams>()

  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', provider.issuer)
    const json = (body: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer: provider.issuer,
        authorization_endpoint: `${provider.issuer}/authorize`,
        token_endpoint: `${provider.issuer}/token`,
        jwks_uri: `${provider.issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    if (url.pathname === '/keys')
      return json({ keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] })
    if (url.pathname === '/authorize') return authorize(url, (to) => response.writeHead(302, { location: to }).end())
    if (url.pathname === '/token') return void token(request).then(({ status, body }) => json(body, status))
    json({}, 404)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  function authorize(url: URL, redirect: (to: string) => void): void {
    const asked = url.searchParams
    const back = new URL(asked.get('redirect_uri') ?? '')
    if (asked.get('client_id') !== clientId) provider.complaints.push('another client')
    if (asked.get('response_type') !== 'code') provider.complaints.push('another flow')
    if (asked.get('code_challenge_method') !== 'S256') provider.complaints.push('no PKCE')
    if (!asked.get('nonce')) provider.complaints.push('no nonce')
    if (!asked.get('scope')?.split(' ').includes('openid')) provider.complaints.push('no openid')
    back.searchParams.set('state', asked.get('state') ?? '')
    if (provider.refuse) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomUUID()
      codes.set(code, asked)
      back.searchParams.set('code', code)
    }
    redirect(back.href)
  }

  async function token(request: IncomingMessage): Promise<{ status: number; body: object }> {
    let text = ''
    for await (const piece of request) text += piece
    const given = new URLSearchParams(text)
    const [, basic = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString().split(':')
      : [given.get('client_id'), given.get('client_secret')]
    const asked = codes.get(given.get('code') ?? '')
    codes.delete(given.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url')
    if (id !== clientId || secret !== clientSecret) provider.complaints.push('another secret')
    if (!asked || asked.get('code_challenge') !== challenge) {
      provider.complaints.push('another verifier, or a code that was used')
      return { status: 400, body: { error: 'invalid_grant' } }
    }
    const now = Math.floor(Date.now() / 1000)
    const claims = provider.spoil({
      iss: provider.issuer,
      aud: clientId,
      iat: now,
      exp: now + 300,
      nonce: asked.get('nonce'),
      ...provider.visitor,
    })
    const { privateKey } = provider.forge ? nobodys : ours
    const head = `${b64({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${b64(claims)}`
    const mark = sign('sha256', Buffer.from(head), privateKey).toString('base64url')
    const access = { access_token: 'the-access-token', token_type: 'Bearer', expires_in: 300 }
    return { status: 200, body: { ...access, refresh_token: 'the-refresh-token', id_token: `${head}.${mark}` } }
  }

  const provider: IdentityProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visitor: { sub: 'nobody' },
    spoil: (claims) => claims,
    forge: false,
    refuse: false,
    complaints: [],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return provider
}
