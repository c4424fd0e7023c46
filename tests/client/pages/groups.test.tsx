import { cleanup, fireEvent, screen, within } from '@solidjs/testing-library'
import { afterEach, describe, expect, it, vi } from 'vitest'
import SettingsGroups from '../../../client/console/pages/settings-groups.tsx'
import { boardOf, me, renderPage, service } from './console.tsx'
import { fakeServer, problem, type Routes } from './server.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const mira = { id: 'user-1', name: 'Mira Solano', email: 'mira@lampwright.example', role: 'admin' }
const jonas = { id: 'user-2', name: 'Jonas Weidt', email: 'jonas@lampwright.example', role: 'operator' }
const ilse = { id: 'user-3', name: 'Ilse Brandt', email: 'ilse@lampwright.example', role: 'operator' }
const billing = {
  id: 'group-1',
  name: 'Billing Support',
  description: 'Invoices and refunds',
  services: ['service-1'],
  members: ['user-2'],
  createdAt: '2026-11-22T10:00:00.000Z',
}

function openGroups(path = '/settings/groups', routes: Routes = {}) {
  const server = fakeServer({
    'GET /api/v1/me': () => me(),
    'GET /api/v1/users': () => ({ items: [mira, jonas, ilse], nextCursor: null }),
    'GET /api/v1/groups': () => ({ items: [billing], nextCursor: null }),
    ...routes,
  })
  const board = boardOf(service(), service({ id: 'service-2', name: 'Shipping' }))
  renderPage(path, SettingsGroups, board)
  return server
}

describe('G1: People → Operator Groups', () => {
  it('lists each group with its services and how many members it has', async () => {
    openGroups()
    const list = await screen.findByRole('list', { name: 'Operator groups' })
    const line = within(list).getByRole('listitem')
    for (const text of ['Billing Support', '1 member · Invoices and refunds', 'Customer Care'])
      expect(within(line).getByText(text)).toBeTruthy()
  })

  it('says what it means that there is none', async () => {
    openGroups('/settings/groups', { 'GET /api/v1/groups': () => ({ items: [], nextCursor: null }) })
    expect(await screen.findByText(/Without a group every operator sees and handles every service/)).toBeTruthy()
  })

  it('“Create Operator Group” asks for name, description and services, and opens the new group', async () => {
    const server = openGroups('/settings/groups', {
      'POST /api/v1/groups': ({ body }) => ({ ...billing, id: 'group-2', members: [], ...(body as object) }),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Create Operator Group' }))
    const dialog = await screen.findByRole('dialog', { name: 'Create operator group' })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(within(dialog).getByText('A name is missing.')).toBeTruthy()
    expect(server.asked('POST', '/api/v1/groups')).toHaveLength(0)
    fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'Clinical Intake' } })
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Shipping' }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Clinical Intake is created')).toBeTruthy()
    expect(server.asked('POST', '/api/v1/groups')[0]?.body).toEqual({
      name: 'Clinical Intake',
      description: '',
      services: ['service-2'],
    })
    expect(await screen.findByText('No members yet')).toBeTruthy()
  })

  it('a refusal stands in the dialog, and what was typed stays', async () => {
    openGroups('/settings/groups', {
      'PATCH /api/v1/groups/group-1': () => problem(404, 'not_found', 'There is no such group any more.'),
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Billing Support' }))
    const dialog = await screen.findByRole('dialog', { name: 'Edit operator group' })
    fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'Billing' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await within(dialog).findByText('There is no such group any more.')).toBeTruthy()
    expect((within(dialog).getByLabelText('Name') as HTMLInputElement).value).toBe('Billing')
  })

  it('“Add Member” offers only people who may act as an operator and are not in the group', async () => {
    const server = openGroups('/settings/groups?group=group-1', {
      'POST /api/v1/groups/group-1/members': () => ({ ...billing, members: ['user-2', 'user-3'] }),
    })
    const button = await screen.findByRole('button', { name: 'Add Member' })
    fireEvent.pointerDown(button, { button: 0, pointerType: 'mouse' })
    const names = (await screen.findAllByRole('menuitem')).map((item) => item.textContent ?? '')
    expect(names).toHaveLength(2)
    expect(names.join()).not.toContain('Jonas')
    fireEvent.keyDown(screen.getByRole('menuitem', { name: /Ilse Brandt/ }), { key: 'Enter' })
    expect(await screen.findByText('Ilse Brandt is a member')).toBeTruthy()
    expect(server.asked('POST', '/api/v1/groups/group-1/members')[0]?.body).toEqual({ userId: 'user-3' })
    expect(within(screen.getByRole('list', { name: 'Members' })).getByText('Ilse Brandt')).toBeTruthy()
  })

  it('removing somebody from their last group says that they see every service then', async () => {
    openGroups('/settings/groups?group=group-1', {
      'DELETE /api/v1/groups/group-1/members/user-2': () => undefined,
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Remove Jonas Weidt' }))
    const question = await screen.findByRole('alertdialog', { name: 'Remove Jonas Weidt from Billing Support?' })
    expect(question.textContent).toContain(
      'Jonas Weidt is in no other group: from then on this person sees every service.',
    )
    fireEvent.click(within(question).getByRole('button', { name: 'Remove' }))
    expect(await screen.findByText('No members yet')).toBeTruthy()
  })

  it('deleting a group asks, and says whose sight it widens', async () => {
    const server = openGroups('/settings/groups', { 'DELETE /api/v1/groups/group-1': () => undefined })
    fireEvent.click(await screen.findByRole('button', { name: 'Delete Billing Support' }))
    const question = await screen.findByRole('alertdialog', { name: 'Delete Billing Support?' })
    expect(question.textContent).toContain('Jonas Weidt is in no other group')
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }))
    expect(await screen.findByText('No groups yet')).toBeTruthy()
    expect(server.asked('DELETE', '/api/v1/groups/group-1')).toHaveLength(1)
  })

  it('an operator is told that these settings are not theirs', async () => {
    openGroups('/settings/groups', { 'GET /api/v1/me': () => me('operator') })
    expect(await screen.findByText('You do not have permission')).toBeTruthy()
  })
})
