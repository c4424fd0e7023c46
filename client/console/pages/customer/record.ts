import type { Person } from '../../../../domain/actor.ts'
import type { ContactField, CustomerChange, CustomerRecord, DataRecord } from '../../../../domain/customer.ts'
import type { SessionView } from '../../../../domain/wire.ts'

/** A record in short, as lists of others name it. */
export type Brief = Pick<CustomerRecord, 'id' | 'externalId' | 'name' | 'email' | 'phone'>

/** `GET /customers/{id}`. */
export interface Customer extends CustomerRecord {
  sessions: (SessionView & { claimed: boolean })[]
  data: DataRecord[]
  notes: { id: string; conversationId: string; at: string; text: string; author: Person }[]
  history: CustomerChange[]
  merged: (Brief & { into: string })[]
  alike: Brief[]
}

export const fieldName: Record<ContactField, string> = {
  name: 'Name',
  email: 'E-mail',
  phone: 'Phone',
  address: 'Address',
}

/** What a record is called. */
export const recordName = ({ name, email, phone, externalId }: Brief): string =>
  name ?? email ?? phone ?? externalId ?? 'A customer without a name'
