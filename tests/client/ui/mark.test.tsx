import { cleanup, render } from '@solidjs/testing-library'
import { afterEach, describe, expect, it } from 'vitest'
import { Bubble, Draft, Mark, Note } from '../../../client/ui/index.ts'
import { pieces } from '../../../client/ui/mark.tsx'

const attack = '<img src=x onerror=alert(1)><script>steal()</script> &amp; [a](javascript:b)'

afterEach(cleanup)

describe('L14: what a customer or a model wrote is text, never markup', () => {
  it('shows markup in a message as the characters that it is', () => {
    const { container } = render(() => <Mark text={attack} cues={['onerror', '<script>']} />)
    expect(container.textContent).toBe(attack)
    expect(container.querySelectorAll('img, script, a')).toHaveLength(0)
    expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['onerror', '<script>'])
  })

  it.each(['customer', 'ai', 'operator', 'system'] as const)('shows it as text in a bubble of the %s', (role) => {
    const { container } = render(() => <Bubble role={role} by={attack} text={attack} cues={['img']} />)
    expect(container.querySelector('img, script, a')).toBeNull()
    expect(container.textContent).toContain(attack)
  })

  it('shows it as text in a draft and in a note', () => {
    const { container } = render(() => (
      <>
        <Draft kind="late" text={attack} />
        <Note by={attack} at={0} text={attack} />
      </>
    ))
    expect(container.querySelector('img, script, a')).toBeNull()
  })
})

describe('B5: the words that raised a flag are marked', () => {
  it('marks a cue wherever it stands, in whatever case it was typed', () => {
    expect(pieces('Agent? AGENT! agent', ['agent']).filter((piece) => piece.hit)).toHaveLength(3)
  })

  it('joins cues that overlap, and loses no character', () => {
    const found = pieces('this is a joke, really', ['this is', 'is a joke'])
    expect(found).toEqual([
      { text: 'this is a joke', hit: true },
      { text: ', really', hit: false },
    ])
  })

  it('takes a cue literally, signs of a pattern too', () => {
    expect(
      pieces('a.b a+b (a-b)', ['a.b', 'a+b', '(a-b)'])
        .filter((piece) => piece.hit)
        .map((piece) => piece.text),
    ).toEqual(['a.b', 'a+b', '(a-b)'])
    expect(pieces('axb', ['a.b'])).toEqual([{ text: 'axb', hit: false }])
  })

  it('leaves a text without cues, with empty cues or with strangers in it alone', () => {
    for (const cues of [[], [''], [' '], ['nowhere']]) {
      expect(pieces('İstanbul 👋🏽', cues)).toEqual([{ text: 'İstanbul 👋🏽', hit: false }])
    }
    expect(pieces('', ['a'])).toEqual([])
  })
})
