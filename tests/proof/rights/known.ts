import type { UserRole } from '../../../domain/rights.ts'
import type { Row } from './table.ts'

/** Whose rows of the table a person of a role may use. A role that is not here fails the suite until somebody has said it. */
export const standing: Record<UserRole, readonly Row['people'][]> = {
  operator: ['operators'],
  admin: ['operators', 'admins'],
}

/** What the program has, as its document and its code tell it. */
export interface Surface {
  /** `GET /api/v1/services/{id}` */
  routes: Iterable<string>
  /** Those of them that go on until their right ends. */
  streams: Iterable<string>
  roles: Iterable<string>
}

/**
 * A sentence for each route without a row, each stream that nobody sees end, each role of which nobody has said what it
 * may, and each row of what is not there: what is new is not passed over.
 */
export function notKnown(surface: Surface, rows: Iterable<string>, ended: Iterable<string>): string[] {
  const [known, there, seen] = [new Set(rows), new Set(surface.routes), new Set(ended)]
  return [
    ...[...there].filter((route) => !known.has(route)).map((route) => `${route} has no row in the table of rights`),
    ...[...known]
      .filter((route) => !there.has(route))
      .map((route) => `${route} has a row, and is not in the API document`),
    ...[...surface.streams]
      .filter((stream) => !seen.has(stream))
      .map((stream) => `${stream} is a stream that is not seen to end with its right`),
    ...[...surface.roles]
      .filter((role) => !(role in standing))
      .map((role) => `of the role ${role} nobody has said what it may`),
  ]
}

/** The routes and streams of the API document: what answers events, or changes to a WebSocket (101). */
export function surfaceOf(
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>,
): Omit<Surface, 'roles'> {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({ route: `${method.toUpperCase()} ${path}`, responses })),
  )
  return {
    routes: all.map(({ route }) => route),
    streams: all
      .filter(
        ({ responses }) =>
          '101' in responses ||
          Object.values(responses).some(({ content }) => content && 'text/event-stream' in content),
      )
      .map(({ route }) => route),
  }
}
