import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SettingsCannedReplies from '../../../client/console/pages/settings-canned-replies.tsx'
import { boardOf, me, renderPage, service } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const refund = { id: 'r1', shortcut: 'refund', text: 'It is on its way.', serviceId: 'service-1', version: 3 }

function open(routes: Routes = {}) {
  const server = fakeServer({
    'GET /api/v1/me': () => me(),
    'GET /api/v1/canned-replies': () => ({ items: [refund], nextCursor: null }),
    ...routes,
  })
  renderPage('/settings/canned-replies', SettingsCannedReplies, boardOf(service()))
  return server
}
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }))

describe('Settings → Canned replies', () => {
  it('lists each with its shortcut, its words and its service', async () => {
    open()
    const line = within(within(await screen.findByRole('list', { name: 'Canned replies' })).getByRole('listitem'))
    for (const text of ['/refund', 'It is on its way.', 'Customer Care']) expect(line.getByText(text)).toBeTruthy()
  })

  it('says what is missing beside the field, shows how it reads, and creates it', async () => {
    const server = open({
      'POST /api/v1/canned-replies': ({ body }) => ({ id: 'r2', version: 1, ...(body as object) }),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Create canned reply' }))
    const form = await dialog('Create canned reply')
    fireEvent.click(form.getByRole('button', { name: 'Save' }))
    expect(form.getByText('A shortcut is missing.')).toBeTruthy()
    expect(form.getByText('A text is missing.')).toBeTruthy()
    fireEvent.input(form.getByLabelText('Shortcut'), { target: { value: '/hello' } })
    fireEvent.input(form.getByLabelText('Text'), { target: { value: 'Hello {customer|there}, {operator} here.' } })
    expect(form.getByText(/Reads: Hello Kim Larsen, Mira Solano here\./)).toBeTruthy()
    fireEvent.click(form.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('/hello is created')).toBeTruthy()
    expect(server.asked('POST', '/api/v1/canned-replies')).toMatchObject([
      { body: { shortcut: 'hello', text: 'Hello {customer|there}, {operator} here.', serviceId: null } },
    ])
  })

  it('who saves second is shown what the first has saved, keeps what was typed, and may put it in its place', async () => {
    const theirs = { ...refund, text: 'It is sent.', version: 4 }
    let asked = 0
    const server = open({
      'PATCH /api/v1/canned-replies/r1': ({ body }) =>
        ++asked === 1
          ? problem(409, 'changed_since', 'Somebody else changed this in the meantime.', { current: theirs })
          : { ...refund, ...(body as object), version: 5 },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Edit /refund' }))
    const form = await dialog('Edit /refund')
    fireEvent.input(form.getByLabelText('Text'), { target: { value: 'It is coming.' } })
    fireEvent.click(form.getByRole('button', { name: 'Save' }))
    expect(await form.findByText(/“It is sent.”/)).toBeTruthy()
    expect(form.getByLabelText<HTMLTextAreaElement>('Text').value).toBe('It is coming.')
    fireEvent.click(form.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(
      server.asked('PATCH', '/api/v1/canned-replies/r1').map(({ body }) => (body as { version: number }).version),
    ).toEqual([3, 4])
  })

  it('a shortcut that is taken is said beside the shortcut', async () => {
    open({
      'POST /api/v1/canned-replies': () =>
        problem(409, 'shortcut_taken', 'Another canned reply of this service has this shortcut.'),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Create canned reply' }))
    const form = await dialog('Create canned reply')
    fireEvent.input(form.getByLabelText('Shortcut'), { target: { value: 'refund' } })
    fireEvent.input(form.getByLabelText('Text'), { target: { value: 'x' } })
    fireEvent.click(form.getByRole('button', { name: 'Save' }))
    expect(await form.findByText('Another canned reply of this service has this shortcut.')).toBeTruthy()
    expect(form.getByLabelText('Shortcut').getAttribute('aria-invalid')).toBe('true')
  })
})
