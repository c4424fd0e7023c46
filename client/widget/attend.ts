/** A hidden tab lets go of its connection after this long, so that ten tabs of a shop do not use up the browser's six. */
const HIDDEN = 60_000

interface Deps {
  online(): boolean
  onNetwork(online: boolean): void
  /** The tab came to the front. */
  onFront(): void
  /** It has been hidden for long. */
  onAway(): void
}

/** Watches the network and whether anybody can be looking. Stops when told. */
export function attend({ online, onNetwork, onFront, onAway }: Deps) {
  let away = false
  let hiding: ReturnType<typeof setTimeout> | undefined
  const onVisibility = () => {
    clearTimeout(hiding)
    if (!document.hidden) {
      away = false
      return onFront()
    }
    hiding = setTimeout(() => {
      away = true
      onAway()
    }, HIDDEN)
  }
  const network = () => onNetwork(online())
  window.addEventListener('online', network)
  window.addEventListener('offline', network)
  document.addEventListener('visibilitychange', onVisibility)
  return {
    isAway: () => away,
    stop() {
      clearTimeout(hiding)
      window.removeEventListener('online', network)
      window.removeEventListener('offline', network)
      document.removeEventListener('visibilitychange', onVisibility)
    },
  }
}
