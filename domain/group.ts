import { z } from 'zod'

/** G1. An operator group: the services that its members see and handle. Deleted services and removed people are not in it. */
export const Group = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  services: z.array(z.string()).describe('ids of services'),
  members: z.array(z.string()).describe('ids of people'),
  createdAt: z.string(),
})
export type Group = z.infer<typeof Group>
