import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SettingsServices from '../../../client/console/pages/settings-services.tsx'
import { TEXT_LIMIT, Text } from '../../../domain/text.ts'
import type { ServiceView } from '../../../domain/wire.ts'
import { boardOf, me, renderPage, service } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const path = '/api/v1/services/service-1'

/** Opens the form of one service; the fake server keeps it, and says what `routes` says otherwise. */
async function openForm(routes: Routes = {}, role: 'admin' | 'operator' = 'admin') {
  let kept = service()
  const keep = (changes: Partial<ServiceView>) => {
    kept = { ...kept, ...changes, version: kept.version + 1 }
    return kept
  }
  const server = fakeServer({
    'GET /api/v1/me': () => me(role),
    'GET /api/v1/capabilities': () => ({ builtin: true, model: false, publicUrl: 'https://chat.lampwright.example' }),
    [`GET ${path}`]: () => kept,
    [`PATCH ${path}`]: ({ body }) => keep(body as Partial<ServiceView>),
    ...routes,
  })
  const page = renderPage('/settings/services?service=service-1', SettingsServices, boardOf(kept))
  if (role === 'admin') await screen.findByRole('form', { name: 'Customer Care' })
  return { server, keep, ...page }
}

const name = () => screen.getByLabelText('Name') as HTMLInputElement
const rename = (value: string) => fireEvent.input(name(), { target: { value } })
const leave = () => fireEvent.click(screen.getByRole('link', { name: 'Elsewhere' }))
const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))

it('H8, A3: says beside the switch for handoff that signs are recognised in English only', async () => {
  await openForm()
  const handoff = screen.getByRole('switch', { name: /Allow human handoff/ })
  expect(handoff.closest('form')?.textContent).toContain('by itself in English only')
})

describe('H14: a settings page guards “You have unsaved changes”', () => {
  it('says nothing while nothing was changed, and lets go', async () => {
    await openForm()
    expect(screen.queryByText('You have unsaved changes')).toBeNull()
    leave()
    expect(await screen.findByRole('heading', { name: 'Another page' })).toBeTruthy()
  })

  it('shows the bar as soon as something differs, and takes it away when it is typed back', async () => {
    await openForm()
    rename('Care')
    expect(screen.getByText('You have unsaved changes')).toBeTruthy()
    rename('Customer Care')
    expect(screen.queryByText('You have unsaved changes')).toBeNull()
  })

  it('A5: the counter of the instructions counts characters as the server does: an emoji is one', async () => {
    await openForm()
    const field = screen.getByLabelText<HTMLTextAreaElement>(/What this agent does/)
    fireEvent.input(field, { target: { value: 'Be kind 🙂' } })
    expect(screen.getByText('9 of 10,000 characters')).toBeTruthy()
    const most = '🙂'.repeat(TEXT_LIMIT)
    expect(Text.safeParse(most).success).toBe(true)
    expect(most.length).toBeLessThanOrEqual(field.maxLength)
    fireEvent.input(field, { target: { value: most } })
    expect(screen.getByText('10,000 of 10,000 characters')).toBeTruthy()
  })

  it('asks before the console goes to another page; staying keeps what was typed', async () => {
    await openForm()
    rename('Care')
    leave()
    const question = await screen.findByRole('alertdialog', { name: 'You have unsaved changes' })
    fireEvent.click(within(question).getByRole('button', { name: 'Stay' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    expect(name().value).toBe('Care')
    expect(screen.queryByRole('heading', { name: 'Another page' })).toBeNull()
  })

  it('leaving without saving goes on, and sends nothing', async () => {
    const { server } = await openForm()
    rename('Care')
    leave()
    fireEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }))
    expect(await screen.findByRole('heading', { name: 'Another page' })).toBeTruthy()
    expect(server.asked('PATCH', path)).toHaveLength(0)
  })

  it('saving and leaving saves first, then goes on', async () => {
    const { server } = await openForm()
    rename('Care')
    leave()
    fireEvent.click(await screen.findByRole('button', { name: 'Save and leave' }))
    expect(await screen.findByRole('heading', { name: 'Another page' })).toBeTruthy()
    expect(server.asked('PATCH', path)[0]?.body).toEqual({ name: 'Care' })
  })

  it('stays when saving was refused, with the reason beside the field and what was typed still there', async () => {
    await openForm({
      [`PATCH ${path}`]: () =>
        problem(422, 'invalid_input', 'name: must be one line', {
          errors: [{ path: 'name', message: 'must be one line' }],
        }),
    })
    rename('Care')
    leave()
    fireEvent.click(await screen.findByRole('button', { name: 'Save and leave' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    expect(screen.getByText('Must be one line.')).toBeTruthy()
    expect(name().getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(name())
    expect(name().value).toBe('Care')
  })

  it('lets the browser ask before the tab closes, and only while there is something to lose', async () => {
    await openForm()
    const close = () => {
      const event = new Event('beforeunload', { cancelable: true })
      dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(close()).toBe(false)
    rename('Care')
    expect(close()).toBe(true)
    press('Discard')
    expect(name().value).toBe('Customer Care')
    expect(close()).toBe(false)
  })
})

describe('Settings → Services', () => {
  it('saves only what was changed, once, and the bar goes', async () => {
    const { server } = await openForm()
    rename('Care')
    press('Save')
    await waitFor(() => expect(screen.queryByText('You have unsaved changes')).toBeNull())
    expect(server.asked('PATCH', path)).toEqual([{ method: 'PATCH', path, body: { name: 'Care' } }])
  })

  it('does not overwrite what a colleague saved a moment before: it shows theirs and asks whose holds', async () => {
    const { server, keep } = await openForm()
    rename('Mine')
    keep({ name: 'Theirs' })
    press('Save')
    expect(await screen.findByText(/Somebody else changed “Name” in the meantime/)).toBeTruthy()
    expect(screen.getByText(/“Theirs”/)).toBeTruthy()
    expect(server.asked('PATCH', path)).toHaveLength(0)
    press('Keep mine')
    press('Save')
    await waitFor(() => expect(server.asked('PATCH', path)[0]?.body).toEqual({ name: 'Mine' }))
  })

  it('offers no model where the server has none, and says what to do', async () => {
    await openForm()
    expect(await screen.findByText(/no model is configured\. Set AI_BASE_URL and AI_MODEL/)).toBeTruthy()
    expect((screen.getByRole('radio', { name: /^Model/ }) as HTMLInputElement).disabled).toBe(true)
  })

  it('takes the address of one’s own bot, and shows the secret that signs what it is sent', async () => {
    const { server } = await openForm({
      [`GET ${path}/webhook`]: () => ({ url: null, secret: 'whsec_c2VjcmV0' }),
    })
    expect(screen.queryByText('Signing secret')).toBeNull()
    fireEvent.click(screen.getByRole('radio', { name: /^Your bot over HTTP \(webhook\)/ }))
    expect(await screen.findByText('whsec_c2VjcmV0')).toBeTruthy()
    expect(screen.getByRole('button', { name: /^Copy.*signing secret$/ })).toBeTruthy()
    const address = screen.getByLabelText('Your bot’s address')
    fireEvent.input(address, { target: { value: ' https://bot.example.com/answer ' } })
    press('Save')
    await waitFor(() => expect(screen.queryByText('You have unsaved changes')).toBeNull())
    expect(server.asked('PATCH', path)[0]?.body).toEqual({
      ai: 'webhook',
      webhookUrl: 'https://bot.example.com/answer',
    })
  })

  it('says at the address what is wrong with it', async () => {
    const errors = [{ path: 'webhookUrl', message: 'say where your bot listens' }]
    await openForm({ [`PATCH ${path}`]: () => problem(422, 'invalid_input', 'webhookUrl: say where', { errors }) })
    fireEvent.click(screen.getByRole('radio', { name: /^Your bot over HTTP/ }))
    expect(await screen.findByText(/The secret cannot be read now/)).toBeTruthy()
    press('Save')
    expect(await screen.findByText('Say where your bot listens.')).toBeTruthy()
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Your bot’s address')))
  })

  it('keeps the focus on what was chosen, for who chooses with the arrow keys', async () => {
    await openForm()
    await screen.findByText(/no model is configured/)
    const builtin = screen.getByRole('radio', { name: /^Built-in articles/ })
    builtin.focus()
    fireEvent.click(builtin)
    expect(screen.getByText('You have unsaved changes')).toBeTruthy()
    expect(document.activeElement).toBe(builtin)
  })

  it('gives the widget’s line with the address that customers reach', async () => {
    await openForm()
    const line = '<script src="https://chat.lampwright.example/widget.js" data-service="service-1" defer></script>'
    expect(await screen.findByText(line)).toBeTruthy()
  })

  it('asks before deleting, and says how many open conversations end', async () => {
    const { server } = await openForm({ [`DELETE ${path}`]: () => undefined })
    press('Delete…')
    const question = await screen.findByRole('alertdialog', { name: 'Delete Customer Care?' })
    expect(question.textContent).toContain('It has no open conversations.')
    expect(server.asked('DELETE', path)).toHaveLength(0)
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }))
    expect(await screen.findByText('Customer Care is deleted')).toBeTruthy()
    expect(screen.queryByRole('form')).toBeNull()
  })

  it('F4: an operator has no configuration: “You do not have permission”', async () => {
    await openForm({}, 'operator')
    expect(await screen.findByText('You do not have permission')).toBeTruthy()
    expect(screen.queryByRole('form')).toBeNull()
  })
})
