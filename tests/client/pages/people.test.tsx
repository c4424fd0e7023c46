import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SettingsKeys from '../../../client/console/pages/settings-keys.tsx'
import SettingsPeople from '../../../client/console/pages/settings-people.tsx'
import { claimed, opened, said, serviceCreated } from '../../builders/events.ts'
import { elsewhere, logOf, viewsOf } from '../console/board-of.ts'
import { boardOf, me, renderPage, service } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const mira = { id: 'user-1', name: 'Mira Solano', email: 'mira@lampwright.example', role: 'admin', schedule: null }
const jonas = { id: 'user-2', name: 'Jonas Weidt', email: 'jonas@lampwright.example', role: 'operator', schedule: null }

async function openPeople(routes: Routes = {}, board = boardOf()) {
  const server = fakeServer({
    'GET /api/v1/me': () => me(),
    'GET /api/v1/users': () => ({ items: [mira, jonas], nextCursor: null }),
    ...routes,
  })
  renderPage('/settings/people', SettingsPeople, board)
  await screen.findByText('Jonas Weidt')
  return server
}

const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } })
const described = (element: HTMLElement) =>
  (element.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ')

describe('F4: Settings > Identity > Users', () => {
  it('Add User asks for name, e-mail, password and role, and then says “User created successfully”', async () => {
    const server = await openPeople({
      'POST /api/v1/users': ({ body }) => ({ id: 'user-3', ...(body as object), password: undefined }),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Add User' }))
    const dialog = await screen.findByRole('dialog', { name: 'Add user' })
    expect(within(dialog).getByRole('radio', { name: /Tenant Admin/ })).toBeTruthy()
    expect((within(dialog).getByRole('radio', { name: /Tenant Operator/ }) as HTMLInputElement).checked).toBe(true)
    type('Name', 'Amara Okoye')
    type('Email', 'amara@lampwright.example')
    type('Password', 'a lamp by night')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('User created successfully')).toBeTruthy()
    expect(within(screen.getByRole('list', { name: 'Users' })).getByText('Amara Okoye')).toBeTruthy()
    expect(server.asked('POST', '/api/v1/users')[0]?.body).toEqual({
      name: 'Amara Okoye',
      email: 'amara@lampwright.example',
      password: 'a lamp by night',
      role: 'operator',
      schedule: null,
    })
  })

  it('F5: the operator schedule takes several ranges a day, in the local time of whoever types them', async () => {
    const server = await openPeople({
      'PATCH /api/v1/users/user-2': ({ body }) => ({ ...jonas, ...(body as object) }),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Edit Jonas Weidt' }))
    const dialog = await screen.findByRole('dialog', { name: 'Edit user' })
    const add = within(dialog).getByRole('button', { name: 'Add a range on Tuesday' })
    fireEvent.click(add)
    fireEvent.click(add)
    const set = (label: string, nth: number, value: string) =>
      fireEvent.change(within(dialog).getAllByLabelText(label)[nth] as HTMLElement, { target: { value } })
    set('Tuesday, to hour', 0, '12')
    set('Tuesday, from hour', 1, '11')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await within(dialog).findByText('Tuesday: two ranges overlap.')).toBeTruthy()
    expect(server.asked('PATCH', '/api/v1/users/user-2')).toHaveLength(0)
    set('Tuesday, from hour', 1, '13.5')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('User saved')).toBeTruthy()
    expect(server.asked('PATCH', '/api/v1/users/user-2')[0]?.body).toEqual({
      schedule: {
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        shifts: [
          { day: 'tuesday', from: 9, to: 12 },
          { day: 'tuesday', from: 13.5, to: 18 },
        ],
      },
    })
  })

  it('F5: a schedule that is there is shown in its own time zone, and goes with its last range', async () => {
    const shifts = [{ day: 'monday', from: 9, to: 17 }]
    const server = await openPeople({
      'GET /api/v1/users': () => ({
        items: [mira, { ...jonas, schedule: { timeZone: 'Asia/Kolkata', shifts } }],
        nextCursor: null,
      }),
      'PATCH /api/v1/users/user-2': ({ body }) => ({ ...jonas, ...(body as object) }),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Edit Jonas Weidt' }))
    const dialog = await screen.findByRole('dialog', { name: 'Edit user' })
    expect(within(dialog).getByText(/in Asia\/Kolkata/)).toBeTruthy()
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove this range of Monday' }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('User saved')).toBeTruthy()
    expect(server.asked('PATCH', '/api/v1/users/user-2')[0]?.body).toEqual({ schedule: null })
  })

  it('says what is wrong beside the field, and asks the server only for what is complete', async () => {
    const server = await openPeople()
    fireEvent.click(screen.getByRole('button', { name: 'Add User' }))
    const dialog = await screen.findByRole('dialog', { name: 'Add user' })
    type('Name', 'Amara')
    type('Email', 'amara.lampwright')
    type('Password', 'short')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(described(screen.getByLabelText('Email'))).toContain('An e-mail address needs an @.')
    expect(described(screen.getByLabelText('Password'))).toContain('at least 8 characters')
    expect(server.asked('POST', '/api/v1/users')).toHaveLength(0)
  })

  it('an address that somebody has already is said beside it, and what was typed stays', async () => {
    await openPeople({
      'POST /api/v1/users': () =>
        problem(409, 'email_taken', 'Somebody in this workspace already has this e-mail address.'),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Add User' }))
    const dialog = await screen.findByRole('dialog', { name: 'Add user' })
    type('Name', 'Jonas')
    type('Email', 'jonas@lampwright.example')
    type('Password', 'a lamp by night')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(described(screen.getByLabelText('Email'))).toContain('already has this e-mail address'))
    expect((screen.getByLabelText('Password') as HTMLInputElement).value).toBe('a lamp by night')
  })

  it('the last administrator can be neither deleted nor made an operator, and it says why', async () => {
    const server = await openPeople()
    const remove = screen.getByRole('button', { name: 'Delete Mira Solano' })
    expect(described(remove)).toContain('keeps at least one administrator')
    fireEvent.click(remove)
    expect(screen.queryByRole('alertdialog')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Edit Mira Solano' }))
    const dialog = await screen.findByRole('dialog', { name: 'Edit user' })
    expect((within(dialog).getByRole('radio', { name: /Tenant Operator/ }) as HTMLInputElement).disabled).toBe(true)
    expect(dialog.textContent).toContain('keeps at least one administrator')
    expect(server.asked('DELETE', '/api/v1/users/user-1')).toHaveLength(0)
  })

  it('F4: who deletes somebody reads how many conversations they hold, as it is now', async () => {
    const board = boardOf(service())
    await openPeople({}, board)
    fireEvent.click(screen.getByRole('button', { name: 'Delete Jonas Weidt' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete Jonas Weidt?' })
    expect(dialog.textContent).toContain('They hold no conversation now.')
    const holds = (...owners: { id: string; name: string }[]) =>
      viewsOf(
        logOf(
          serviceCreated(),
          ...owners.flatMap((owner, i) => [
            elsewhere(`c${i}`, opened()),
            elsewhere(`c${i}`, said('customer', `m${i}`, 'Hello')),
            elsewhere(`c${i}`, claimed(owner)),
          ]),
        ),
      )
    const events = holds(jonas, mira, jonas)
    for (const event of events.slice(0, 4)) board.apply(event)
    await waitFor(() =>
      expect(dialog.textContent).toContain('They hold 1 conversation, which waits for somebody else then.'),
    )
    for (const event of events) board.apply(event)
    await waitFor(() =>
      expect(dialog.textContent).toContain('They hold 2 conversations, which wait for somebody else then.'),
    )
  })

  it('edits only what was changed', async () => {
    const server = await openPeople({
      'PATCH /api/v1/users/user-2': ({ body }) => ({ ...jonas, ...(body as object) }),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Edit Jonas Weidt' }))
    const dialog = await screen.findByRole('dialog', { name: 'Edit user' })
    fireEvent.click(within(dialog).getByRole('radio', { name: /Tenant Admin/ }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(server.asked('PATCH', '/api/v1/users/user-2')[0]?.body).toEqual({ role: 'admin' })
  })

  it('deleting asks first', async () => {
    const server = await openPeople({ 'DELETE /api/v1/users/user-2': () => undefined })
    fireEvent.click(screen.getByRole('button', { name: 'Delete Jonas Weidt' }))
    const question = await screen.findByRole('alertdialog', { name: 'Delete Jonas Weidt?' })
    expect(server.asked('DELETE', '/api/v1/users/user-2')).toHaveLength(0)
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(screen.queryByText('Jonas Weidt')).toBeNull())
  })
})

describe('Settings → API keys', () => {
  const key = {
    id: 'key-1',
    name: 'Website bot',
    prefix: 'bk_1234…',
    scopes: ['conversation:read', 'conversation:write'],
    createdAt: '2026-11-22T10:00:00.000Z',
    lastUsedAt: null,
  }

  it('a new key is shown once, and after closing never again', async () => {
    const keys: unknown[] = []
    fakeServer({
      'GET /api/v1/me': () => me(),
      'GET /api/v1/keys': () => ({ items: keys, nextCursor: null }),
      'POST /api/v1/keys': ({ body }) => {
        keys.push({ ...key, ...(body as object) })
        return { ...key, key: 'bk_1234secret' }
      },
    })
    renderPage('/settings/keys', SettingsKeys)
    expect(await screen.findByText('No API keys yet')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Create key' }))
    const dialog = await screen.findByRole('dialog', { name: 'Create API key' })
    type('Name', 'Website bot')
    fireEvent.click(within(dialog).getByRole('button', { name: 'Create key' }))
    expect(await screen.findByText('bk_1234secret')).toBeTruthy()
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    expect(screen.getByText('bk_1234secret')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'I have copied it' }))
    await waitFor(() => expect(screen.queryByText('bk_1234secret')).toBeNull())
    const list = await screen.findByRole('list', { name: 'API keys' })
    expect(within(list).getByText('Website bot')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Create key' }))
    await screen.findByRole('dialog', { name: 'Create API key' })
    expect(screen.queryByText('bk_1234secret')).toBeNull()
  })

  it('revoking asks first', async () => {
    const server = fakeServer({
      'GET /api/v1/me': () => me(),
      'GET /api/v1/keys': () => ({ items: [key], nextCursor: null }),
      'DELETE /api/v1/keys/key-1': () => undefined,
    })
    renderPage('/settings/keys', SettingsKeys)
    fireEvent.click(await screen.findByRole('button', { name: 'Revoke Website bot' }))
    const question = await screen.findByRole('alertdialog', { name: 'Revoke Website bot?' })
    fireEvent.click(within(question).getByRole('button', { name: 'Keep it' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull())
    expect(server.asked('DELETE', '/api/v1/keys/key-1')).toHaveLength(0)
  })
})
