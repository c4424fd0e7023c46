import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { render } from '@solidjs/testing-library'
import type { Component } from 'solid-js'
import { api } from '../../../client/console/live/api.ts'
import { createBoardStore } from '../../../client/console/live/board-store.ts'
import { type Live, LiveProvider } from '../../../client/console/live/live.tsx'
import { type Me, SessionProvider } from '../../../client/console/session/session.tsx'
import { ToastProvider } from '../../../client/console/toasts/toasts.tsx'
import { roleScopes, type UserRole } from '../../../domain/rights.ts'
import type { BoardView, ServiceView } from '../../../domain/wire.ts'

export const me = (role: UserRole = 'admin'): Me => ({
  id: 'user-1',
  name: 'Mira Solano',
  email: 'mira@lampwright.example',
  role,
  scopes: roleScopes[role],
  workspace: { id: 'workspace-1', name: 'Lampwright' },
})

export const service = (changes: Partial<ServiceView> = {}): ServiceView => ({
  id: 'service-1',
  name: 'Customer Care',
  mode: 'human_supported',
  ai: 'external',
  agent: 'Assistant',
  instructions: '',
  allowHandoff: true,
  webhookUrl: null,
  sample: false,
  createdAt: '2026-11-22T10:00:00.000Z',
  version: 1,
  epoch: 0,
  highestEpoch: 0,
  deleted: false,
  before: null,
  ...changes,
})

export const snapshot = (...services: ServiceView[]): BoardView => ({
  cursor: '1.1',
  stats: { activeConversations: 0, needsAttention: 0, paused: 0, withAi: 0, waiting: 0, claimed: 0 },
  services,
  conversations: [],
  opening: [],
  operators: [],
})

/** A board that a test fills by hand; nothing listens to a server. */
export function boardOf(...services: ServiceView[]) {
  const board = createBoardStore({ nextFrame: (flush) => flush(), now: () => Date.now(), unknown: () => undefined })
  board.load(snapshot(...services))
  return board
}

/** Renders a page at `path` inside the router, with what the console puts around it. `elsewhere` is another page. */
export function renderPage(path: string, page: Component, board = boardOf()) {
  const history = createMemoryHistory()
  history.set({ value: path })
  const live = {
    board,
    stop: () => undefined,
    command: (path: string, body: object) => api(path, { method: 'POST', body }),
    freshness: { look: () => undefined },
    connection: { wake: () => undefined },
  }
  render(() => (
    <MemoryRouter
      history={history}
      root={(props) => (
        <SessionProvider>
          <LiveProvider live={live as unknown as Live}>
            <ToastProvider beside={false}>
              {props.children}
              <a href="/elsewhere">Elsewhere</a>
            </ToastProvider>
          </LiveProvider>
        </SessionProvider>
      )}
    >
      <Route path={path.split('?')[0] ?? '/'} component={page} />
      <Route path="/elsewhere" component={() => <h1>Another page</h1>} />
    </MemoryRouter>
  ))
  return { history, board }
}
