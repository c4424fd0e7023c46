/** Runs with the next picture. A hidden tab draws nothing: there a timer stands in, so that its title and its alerts stay true. */
export function nextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 250)
  else requestAnimationFrame(run)
}

/** How long the browser may be busy until that which nobody waits for is done all the same, in milliseconds. */
const PATIENCE = 500

/** Runs when what is drawn now stands on the screen and the browser has nothing else to do: for what nobody waits for. */
export function afterPicture(run: () => void): void {
  // Safari knows no idle time.
  const idle = () =>
    'requestIdleCallback' in window ? requestIdleCallback(run, { timeout: PATIENCE }) : setTimeout(run)
  nextFrame(() => nextFrame(idle))
}
