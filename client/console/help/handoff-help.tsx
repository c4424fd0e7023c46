/** Help for the Human Handoff screen, inside the screen (H14). */
export function HandoffHelp() {
  return <p>Help</p>
}
