import { For, Show } from 'solid-js'
import type { CustomerChange } from '../../../../domain/customer.ts'
import { moment, Sheet } from '../../../ui/index.ts'

/** Who changed what of a record, when, from what to what (A5). */
export function History(props: { changes: readonly CustomerChange[] }) {
  return (
    <Sheet title="History" aside="newest first">
      <Show when={props.changes.length > 0} fallback={<p class="meta">Nobody has changed this record.</p>}>
        <ul class="p-history">
          <For each={props.changes}>
            {(change) => (
              <li>
                <time datetime={change.at}>{moment(change.at)}</time>{' '}
                <span dir="auto">
                  <b>{change.by?.name ?? 'Baton'}</b> {wordsOf(change)}
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Sheet>
  )
}

function wordsOf({ what, field, from, to }: CustomerChange): string {
  const name = field ?? ''
  switch (what) {
    case 'edited':
      if (from === null) return `set ${name} to “${to ?? ''}”`
      return to === null ? `took ${name} “${from}” away` : `changed ${name} from “${from}” to “${to}”`
    case 'verified':
      return `verified ${name} “${to ?? ''}”`
    case 'merged':
      return `merged “${from ?? ''}” into this record`
    case 'unmerged':
      return `took “${from ?? ''}” out again`
    case 'exported':
      return 'exported all data of this person'
    default:
      return what satisfies never
  }
}
