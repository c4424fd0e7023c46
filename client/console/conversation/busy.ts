import { createSignal } from 'solid-js'

/** A press that spins until it is answered. */
export function useBusy() {
  const [busy, setBusy] = createSignal<string | null>(null)
  return {
    is: (what: string) => busy() === what,
    run: (what: string, act: () => Promise<boolean>) => async () => {
      if (busy()) return
      setBusy(what)
      await act()
      setBusy(null)
    },
  }
}
