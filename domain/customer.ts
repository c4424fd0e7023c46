import { z } from 'zod'
import { Person } from './actor.ts'
import { line, nameLine, Text } from './text.ts'

/** What is known of a customer in the 360 view, and can be edited and verified (A5). */
export const contactFields = ['name', 'email', 'phone', 'address'] as const
export const ContactField = z.enum(contactFields)
export type ContactField = z.infer<typeof ContactField>

/** Who made sure of a value, and when. */
const Verified = z.object({ by: z.string(), at: z.string() })

/** A customer as a record of the workspace: one person over all services and channels. Edited, a value has to be verified anew. */
export const CustomerRecord = z.object({
  id: z.string(),
  externalId: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  verified: z.partialRecord(ContactField, Verified),
  labels: z.array(z.string()),
  createdAt: z.string(),
  version: z.number().int().describe('grows with each change: send it along with yours'),
})
export type CustomerRecord = z.infer<typeof CustomerRecord>

/** Something that was collected, and where it was said. */
export const DataRecord = z.object({
  key: z.string(),
  value: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  conversationId: z.string().nullable(),
})
export type DataRecord = z.infer<typeof DataRecord>

/** One change of a record: who, when, from what to what. */
export const CustomerChange = z.object({
  id: z.string(),
  at: z.string(),
  by: Person.nullable(),
  what: z.enum(['edited', 'verified', 'merged', 'unmerged', 'exported']),
  field: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type CustomerChange = z.infer<typeof CustomerChange>

/** What an operator may change; null takes a value away. */
export const CustomerEdit = z
  .strictObject({
    version: z.number().int(),
    name: nameLine(200).nullable(),
    email: z.email().max(320).nullable(),
    phone: line(60).nullable(),
    address: line(300).nullable(),
    labels: z
      .array(nameLine(40))
      .max(30)
      .transform((labels) => [...new Set(labels)]),
    data: z
      .array(z.strictObject({ key: nameLine(60), value: Text.nullable() }))
      .max(50)
      .describe('records to set, or to take away with null'),
  })
  .partial()
  .required({ version: true })
export type CustomerEdit = z.infer<typeof CustomerEdit>
