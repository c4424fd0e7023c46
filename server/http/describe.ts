import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import { ConversationView, EventView, MessageView, ServiceView } from '../../domain/wire.ts'
import { Problem } from './problem.ts'

/** The schemas that the API document names. */
export const schemas = {
  Conversation: ConversationView.meta({ id: 'Conversation' }),
  Service: ServiceView.meta({ id: 'Service' }),
  Event: EventView.meta({ id: 'Event' }),
  Message: MessageView.meta({ id: 'Message' }),
}

export const page = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

interface Described {
  tag: string
  summary: string
  description?: string
  /** Answers that are no refusal: a schema for JSON, null for an empty body, a media type for a stream. */
  answers: Record<number, z.ZodType | string | null>
  /** The media type of a body that is no JSON. */
  takes?: string
  public?: boolean
}

/** A route's entry in the OpenAPI document; every route may refuse with a problem document. */
export function describe({ tag, summary, description, answers, takes, public: open = false }: Described) {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      answer === null
        ? { description: 'Done' }
        : typeof answer === 'string'
          ? { description: 'A stream', content: { [answer]: { schema: { type: 'string' as const } } } }
          : { description: 'Done', content: { 'application/json': { schema: resolver(answer) } } },
    ]),
  )
  return describeRoute({
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(takes && { requestBody: { required: true, content: { [takes]: { schema: { type: 'string' as const } } } } }),
    ...(open && { security: [] }),
    responses: {
      ...responses,
      default: { description: 'Refused', content: { 'application/problem+json': { schema: resolver(Problem) } } },
    },
  })
}
