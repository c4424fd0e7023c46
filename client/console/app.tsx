import { Navigate, Route, Router, type RouteSectionProps } from '@solidjs/router'
import { lazy, Suspense } from 'solid-js'
import { AlertProvider } from './alerts/provider.tsx'
import { FailedWorkProvider } from './failed-work/failed-work.tsx'
import { GoLiveProvider } from './go-live/go-live.tsx'
import { KeyboardProvider } from './keys/keys.tsx'
import { LiveProvider } from './live/live.tsx'
import { NotFound } from './pages/not-found.tsx'
import { PushProvider } from './push/provider.tsx'
import { SessionProvider } from './session/session.tsx'
import { ConsoleShell } from './shell/shell.tsx'
import { ConsoleToasts } from './shell/toasts.tsx'

const loadHandoff = () => import('./pages/handoff/handoff.tsx')
const Handoff = lazy(loadHandoff)
const HumanAgents = lazy(() => import('./pages/human-agents.tsx'))
const SignIn = lazy(() => import('./pages/sign-in.tsx'))
const Setup = lazy(() => import('./pages/setup.tsx'))
const Sessions = lazy(() => import('./pages/sessions/sessions.tsx'))
const CustomerPage = lazy(() => import('./pages/customer/customer.tsx'))
const Services = lazy(() => import('./pages/settings-services.tsx'))
const Keys = lazy(() => import('./pages/settings-keys.tsx'))
const People = lazy(() => import('./pages/settings-people.tsx'))
const Groups = lazy(() => import('./pages/settings-groups.tsx'))
const Audit = lazy(() => import('./pages/settings-audit.tsx'))
const GoLivePage = lazy(() => import('./pages/go-live.tsx'))
const CannedReplies = lazy(() => import('./pages/settings-canned-replies.tsx'))
const FailedWork = lazy(() => import('./pages/settings-failed-work.tsx'))
const Profile = lazy(() => import('./pages/profile.tsx'))

/** The console’s pages, and what stands around them. */
export function App() {
  // Asked for together with who is signed in: its cards wait for both, and for nothing else that could be had sooner.
  if (/^\/(handoff(\/|$)|$)/.test(location.pathname)) void loadHandoff().catch(() => undefined)
  return (
    <Router>
      <Route path="/sign-in" component={SignIn} />
      <Route path="/setup" component={Setup} />
      <Route path="/" component={Console}>
        <Route path="/" component={() => <Navigate href="/handoff" />} />
        <Route path="/handoff/:id?" component={Handoff} />
        <Route path="/human-agents/:id?" component={HumanAgents} />
        <Route path="/sessions/:id?" component={Sessions} />
        <Route path="/customers" component={() => <Navigate href="/sessions" />} />
        <Route path="/customers/:id" component={CustomerPage} />
        <Route path="/go-live" component={GoLivePage} />
        <Route path="/settings" component={() => <Navigate href="/settings/services" />} />
        <Route path="/settings/services" component={Services} />
        <Route path="/settings/canned-replies" component={CannedReplies} />
        <Route path="/settings/keys" component={Keys} />
        <Route path="/settings/people" component={People} />
        <Route path="/settings/groups" component={Groups} />
        <Route path="/settings/audit" component={Audit} />
        <Route path="/settings/failed-work" component={FailedWork} />
        <Route path="/settings/profile" component={Profile} />
        <Route path="*" component={NotFound} />
      </Route>
    </Router>
  )
}

/** Everything behind the door: who is signed in, what is live, what rings, and the frame around the page. */
function Console(props: RouteSectionProps) {
  return (
    <SessionProvider>
      <KeyboardProvider>
        <LiveProvider>
          <ConsoleToasts>
            <AlertProvider>
              <GoLiveProvider>
                <FailedWorkProvider>
                  <PushProvider>
                    <ConsoleShell>
                      <Suspense>{props.children}</Suspense>
                    </ConsoleShell>
                  </PushProvider>
                </FailedWorkProvider>
              </GoLiveProvider>
            </AlertProvider>
          </ConsoleToasts>
        </LiveProvider>
      </KeyboardProvider>
    </SessionProvider>
  )
}
