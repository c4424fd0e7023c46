import { A } from '@solidjs/router'
import { Empty } from '../../ui/index.ts'

/** An address that is no page of the console. */
export function NotFound() {
  return (
    <div class="page">
      <Empty
        icon="search"
        title="There is no such page"
        action={
          <A class="btn primary sm" href="/handoff">
            Human Handoff
          </A>
        }
      >
        The link may be old, or a letter is missing in the address.
      </Empty>
    </div>
  )
}
