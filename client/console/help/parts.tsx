import type { JSX } from 'solid-js'

/** One chapter of the help, with a heading that the list of chapters leads to. */
export function Chapter(props: { id: string; title: string; children: JSX.Element }) {
  return (
    <section class="chapter" aria-labelledby={props.id}>
      <h3 id={props.id} tabindex="-1">
        {props.title}
      </h3>
      {props.children}
    </section>
  )
}

/** Things as they look on the screen, each with what it means beside it. */
export function Terms(props: { children: JSX.Element }) {
  return <dl class="terms">{props.children}</dl>
}

export function Term(props: { sign: JSX.Element; children: JSX.Element }) {
  return (
    <div>
      <dt>{props.sign}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
