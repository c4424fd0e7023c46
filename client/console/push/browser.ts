/** What the console needs of the browser for notifications; tests stand in for it. */
export interface PushBrowser {
  /** `none`: it has no push, or only on a page that came over https. */
  permission(): NotificationPermission | 'none'
  /** Told when the person changed it in the browser's settings; returns how to stop. */
  onPermission(changed: () => void): () => void
  /** The browser's own question; only from a press. */
  ask(): Promise<NotificationPermission>
  /** The subscription that is there, and the key that it is bound to. */
  present(): Promise<{ subscription: PushSubscription; key: string } | null>
  subscribe(key: string): Promise<PushSubscription>
}

const WORKER = '/sw.js'

export const realBrowser: PushBrowser = {
  permission: () =>
    'Notification' in window && 'PushManager' in window && 'serviceWorker' in navigator
      ? Notification.permission
      : 'none',
  onPermission(changed) {
    let status: PermissionStatus | undefined
    let stopped = false
    void navigator.permissions
      ?.query({ name: 'notifications' })
      .then((found) => {
        if (stopped) return
        status = found
        status.addEventListener('change', changed)
      })
      .catch(() => undefined)
    return () => {
      stopped = true
      status?.removeEventListener('change', changed)
    }
  },
  ask: () => Notification.requestPermission(),
  async present() {
    const registration = await navigator.serviceWorker.getRegistration(WORKER)
    const subscription = await registration?.pushManager.getSubscription()
    if (!registration || !subscription) return null
    // A newer worker takes the place of the one that is there.
    void registration.update().catch(() => undefined)
    return { subscription, key: base64Url(subscription.options.applicationServerKey) }
  },
  async subscribe(key) {
    await navigator.serviceWorker.register(WORKER)
    const { pushManager } = await navigator.serviceWorker.ready
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  },
}

const base64Url = (bytes: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer())))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
