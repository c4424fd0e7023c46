import { createRoot, createSignal } from 'solid-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { markTab } from '../../../client/console/shell/tab-mark.ts'

const icon = () => document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href ?? ''
const plain = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E"

function inFront(yes: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(!yes)
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('F7: the tab of the browser', () => {
  beforeEach(() => {
    document.head.innerHTML = `<link rel="icon" href="${plain}">`
  })
  afterEach(() => vi.restoreAllMocks())

  const open = () =>
    createRoot((close) => {
      const [title, setTitle] = createSignal('Human Handoff')
      const [count, setCount] = createSignal(0)
      let news = () => {}
      const onNews = (told: () => void) => {
        news = told
        return () => {}
      }
      markTab({ title, count, onNews })
      return { setTitle, setCount, news: () => news(), close }
    })

  it('its title counts what needs attention, and says nothing of none', () => {
    const { setTitle, setCount, close } = open()
    expect(document.title).toBe('Human Handoff · Baton')
    setCount(3)
    expect(document.title).toBe('(3) Human Handoff · Baton')
    setTitle('Services')
    expect(document.title).toBe('(3) Services · Baton')
    setCount(0)
    expect(document.title).toBe('Services · Baton')
    close()
  })

  it('its icon has a red dot while another tab is in front and somebody is needed', () => {
    const { setCount, close } = open()
    setCount(1)
    expect(icon()).toBe(plain)
    inFront(false)
    expect(icon()).toContain('circle')
    setCount(0)
    expect(icon()).toBe(plain)
    setCount(2)
    inFront(true)
    expect(icon()).toBe(plain)
    close()
  })

  it('F6: and when something came to the person meanwhile, until they have looked', () => {
    const { news, close } = open()
    news()
    inFront(false)
    expect(icon()).toBe(plain)
    news()
    expect(icon()).toContain('circle')
    inFront(true)
    inFront(false)
    expect(icon()).toBe(plain)
    close()
  })
})
