/** The browser got another address at its push service: the server is told, while this browser is still signed in. */
export async function subscribeAgain({ pushManager }: ServiceWorkerRegistration): Promise<void> {
  const answer = await fetch('/api/v1/push/key', { credentials: 'same-origin' })
  if (!answer.ok) return
  const { publicKey } = (await answer.json()) as { publicKey: string }
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  await fetch('/api/v1/push/subscription', {
    method: 'PUT',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(subscription),
  })
}
