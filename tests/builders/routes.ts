import { createApp } from '../../server/app.ts'
import type { Deps } from '../../server/deps.ts'

/** Whatever is asked of it, it is itself: enough to build the routes, which touch nothing until they are called. */
const anything: unknown = new Proxy(() => anything, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : anything),
})

export interface RouteOf {
  method: string
  /** With `:id` where an id goes. */
  path: string
}

/** Every route that the program serves, middleware apart, as the router has them. */
export function allRoutes(): RouteOf[] {
  const { routes } = createApp(anything as Deps)
  const found = new Map<string, RouteOf>()
  for (const { method, path } of routes) if (method !== 'ALL') found.set(`${method} ${path}`, { method, path })
  return [...found.values()]
}

/** The routes of `/api/v1` as `METHOD /path` below it. */
export const apiRoutes = (): string[] =>
  allRoutes().flatMap(({ method, path }) =>
    path.startsWith('/api/v1/') ? [`${method} ${path.slice('/api/v1'.length)}`] : [],
  )
