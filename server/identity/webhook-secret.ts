import { createHmac } from 'node:crypto'

/** The secret that a service's own bot and Baton share, in the form of Standard Webhooks: `whsec_` and 32 bytes in base64. */
export type WebhookSecret = (serviceId: string) => string

/** Derived from the installation's secret and the service's id, so that none is stored and one tells nothing of another. */
export const webhookSecret =
  (installation: string): WebhookSecret =>
  (serviceId) =>
    `whsec_${createHmac('sha256', installation).update(serviceId).digest('base64')}`
