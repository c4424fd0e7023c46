import { createSignal, onCleanup } from 'solid-js'
import { Button, IconButton } from '../../../ui/index.ts'

/** What was copied a moment ago says so, then goes back. Where the browser forbids it, the text is selected instead. */
function createCopy(text: () => string, element: () => HTMLElement | undefined) {
  const [state, setState] = createSignal<'idle' | 'copied' | 'selected'>('idle')
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(text()).then(
      () => true,
      () => false,
    )
    if (!copied) select(element())
    setState(copied ? 'copied' : 'selected')
    clearTimeout(timer)
    timer = setTimeout(() => setState('idle'), 2500)
  }
  const words = () => ({ idle: 'Copy', copied: 'Copied', selected: 'Selected: press Ctrl + C' })[state()]
  return { copy, words, copied: () => state() === 'copied' }
}

function select(element: HTMLElement | undefined): void {
  const selection = getSelection()
  if (element && selection) selection.selectAllChildren(element)
}

/** One line to take elsewhere: a key, an address. */
export function CopyLine(props: { text: string; label: string }) {
  const [code, setCode] = createSignal<HTMLElement>()
  const { copy, words, copied } = createCopy(() => props.text, code)
  return (
    <div class="secret">
      <code class="mono" ref={setCode} aria-label={props.label}>
        {props.text}
      </code>
      <Button size="sm" icon={copied() ? 'check' : 'copy'} onClick={() => void copy()}>
        {words()}
        <span class="sr"> {props.label}</span>
      </Button>
    </div>
  )
}

/** Several lines of code to take elsewhere. */
export function CopyBlock(props: { text: string; label: string }) {
  const [code, setCode] = createSignal<HTMLElement>()
  const { copy, words, copied } = createCopy(() => props.text, code)
  return (
    <figure class="snippet" aria-label={props.label}>
      <pre tabindex="0">
        <code ref={setCode}>{props.text}</code>
      </pre>
      <IconButton icon={copied() ? 'check' : 'copy'} label={`${words()}: ${props.label}`} onClick={() => void copy()} />
      <span class="sr" role="status">
        {copied() ? 'Copied' : ''}
      </span>
    </figure>
  )
}
