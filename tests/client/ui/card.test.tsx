import { cleanup, render, screen } from '@solidjs/testing-library'
import { createSignal } from 'solid-js'
import { afterEach, describe, expect, it } from 'vitest'
import { Card, ConnectionBadge, ControlTicks, Holder, Stat, Wait } from '../../../client/ui/index.ts'

afterEach(cleanup)

const conversation = {
  href: '/handoff/c1',
  control: 'waiting',
  status: 'paused',
  agent: 'Orders',
  place: 'Ghent, East Flanders',
  question: 'My floor lamp arrived with a cracked shade',
  startedAt: '2026-11-22T14:02:00Z',
  messages: 8,
} as const

describe('H7 and H8: a conversation as a card', () => {
  it('is one link that says everything a person needs to decide', () => {
    render(() => (
      <Card
        {...conversation}
        attention
        flags={[{ kind: 'help_requested' }]}
        why={<Wait for={52_000} />}
        holder={<Holder />}
      />
    ))
    const card = screen.getByRole('link')
    expect(card.getAttribute('href')).toBe('/handoff/c1')
    for (const words of [
      'Paused',
      'Orders',
      'Ghent',
      'cracked shade',
      '8 messages',
      'Help Requested',
      'Waiting 0:52',
      'Nobody yet',
      'Needs attention',
    ]) {
      expect(card.textContent).toContain(words)
    }
  })

  it('says that the location is unknown, and counts one message as one', () => {
    render(() => <Card {...conversation} place={null} messages={1} />)
    expect(screen.getByRole('link').textContent).toContain('Location unknown')
    expect(screen.getByRole('link').textContent).toMatch(/1 message$/)
  })

  it('L1: shows the face of who holds it now, when it went from one to another', () => {
    const [name, setName] = createSignal('Jonas Weidt')
    render(() => <Card {...conversation} holder={<Holder name={name()} />} />)
    expect(screen.getByRole('link').textContent).toContain('JWJonas')
    setName('Mira Solano')
    expect(screen.getByRole('link').textContent).toContain('MSMira')
  })

  it('B2: claims neither a state nor attention while nothing can be known', () => {
    render(() => <Card {...conversation} attention stale />)
    const card = screen.getByRole('link')
    expect(card.textContent).toContain('Unknown')
    expect(card.textContent).not.toContain('Paused')
    expect(card.textContent).not.toContain('Needs attention')
    expect(card.classList.contains('attention')).toBe(false)
  })
})

describe('H1 and H2: the state of things', () => {
  it('says the connection in words and announces only those', () => {
    render(() => <ConnectionBadge state="disconnected" age={42_300} retryIn={2.4} />)
    expect(screen.getByRole('status').textContent).toBe('Disconnected')
    expect(screen.getByText('42 s old · next try in 3 s')).toBeTruthy()
  })

  it('shows no 0 while a counter loads', () => {
    const { container } = render(() => <Stat label="Needs Attention" value={null} tone="attn" />)
    expect(container.textContent).not.toContain('0')
  })

  it('gives the ticks their meaning in words', () => {
    render(() => (
      <ControlTicks ticks={[{ control: 'ai' }, { control: 'waiting', attention: true }, { control: 'people' }]} />
    ))
    expect(screen.getByRole('img', { name: '1 with AI, 1 waiting, 1 with people' })).toBeTruthy()
  })
})
