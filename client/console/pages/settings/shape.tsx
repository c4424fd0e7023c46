import { For } from 'solid-js'

/** The shape of a list that is on its way. */
export function Shape(props: { label: string; lines?: number }) {
  return (
    <div class="list" role="status">
      <span class="sr">{props.label}</span>
      <For each={Array.from({ length: props.lines ?? 3 }, (_, nth) => 44 - nth * 8)}>
        {(width) => <i class="skel" style={{ width: `${width}%`, height: '18px', margin: '12px 0' }} />}
      </For>
    </div>
  )
}
