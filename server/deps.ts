import type { Connections } from '../db/connect.ts'
import type { CannedReplies } from './canned-replies.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Customers } from './customers.ts'
import type { EraseCustomer } from './erase-customer.ts'
import type { Gate } from './gate/gate.ts'
import type { Hub } from './hub/hub.ts'
import type { Auth } from './identity/auth.ts'
import type { Authenticate } from './identity/authenticate.ts'
import type { CustomerTokens } from './identity/customer-token.ts'
import type { FirstAnswer } from './identity/first-answer.ts'
import type { Groups } from './identity/groups.ts'
import type { Keys } from './identity/keys.ts'
import type { Oidc } from './identity/oidc.ts'
import type { OwnSessions } from './identity/own-sessions.ts'
import type { People } from './identity/people.ts'
import type { SecondStep } from './identity/second-step.ts'
import type { Settle } from './identity/settle.ts'
import type { Setup } from './identity/setup.ts'
import type { Sights } from './identity/sights.ts'
import type { SignInLimit } from './identity/sign-in-limit.ts'
import type { SignedIn } from './identity/signed-in.ts'
import type { WebhookSecret } from './identity/webhook-secret.ts'
import type { Destinations } from './live/destination.ts'
import type { Live } from './live/live.ts'
import type { SwitchBoard } from './live/switches.ts'
import type { Locate } from './location.ts'
import type { Metrics } from './metrics.ts'
import type { Presence } from './presence.ts'
import type { Browsers } from './push/browsers.ts'
import type { Vapid } from './push/vapid.ts'
import type { Sample } from './sample.ts'

/** Everything that `main` builds and the routes use. */
export interface Deps {
  config: Config
  clock: Clock
  database: Connections
  gate: Gate
  hub: Hub
  metrics: Metrics
  auth: Auth
  /** Null where no identity provider is configured. */
  oidc: Oidc | null
  authenticate: Authenticate
  signInLimit: SignInLimit
  signedIn: SignedIn
  secondStep: SecondStep
  keys: Keys
  people: People
  ownSessions: OwnSessions
  groups: Groups
  customers: Customers
  eraseCustomer: EraseCustomer
  cannedReplies: CannedReplies
  sights: Sights
  settle: Settle
  firstAnswer: FirstAnswer
  tokens: CustomerTokens
  presence: Presence
  live: Live
  switches: SwitchBoard
  destinations: Destinations
  setup: Setup
  locate: Locate
  sample: Sample
  /** What signs Baton's calls of a service's own bot. */
  webhookSecret: WebhookSecret
  vapid: Vapid
  /** Who is told in which browsers (F6); `sayBrowsers` tells the other nodes that there is a change. */
  browsers: Browsers
  sayBrowsers(): void
  /** The pages of which a cookie may write: `PUBLIC_URL` and its loopback aliases. */
  origins(): string[]
  /** Which AIs this installation can offer. */
  capabilities: { builtin: boolean; model: boolean }
  /** Whether this node is about to stop. */
  draining(): boolean
}
