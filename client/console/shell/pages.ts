import type { Component } from 'solid-js'
import type { Scope } from '../../../domain/rights.ts'
import type { IconName } from '../../ui/index.ts'
import { GoLiveHelp } from '../help/go-live-help.tsx'
import { HandoffHelp } from '../help/handoff-help.tsx'
import { HumanAgentsHelp } from '../help/human-agents-help.tsx'
import { NotificationsButton } from '../push/button.tsx'

/** One page of the console, as its frame needs to know it. */
export interface Page {
  href: string
  title: string
  crumb?: string
  help?: Component
  /** Beside the title. */
  aside?: Component
  /** Where it stands in the navigation. */
  nav?: { name: string; short?: string; icon: IconName; group: 'work' | 'setup' }
  /** Who sees it in the navigation; the server refuses the others in any case. */
  needs?: Scope
}

/** The pages, in the order of the navigation. A page that is not built yet is not here: no dead links. */
export const pages: readonly Page[] = [
  {
    href: '/handoff',
    title: 'Human Handoff',
    help: HandoffHelp,
    nav: { name: 'Human Handoff', short: 'Handoff', icon: 'flag', group: 'work' },
  },
  {
    href: '/human-agents',
    title: 'Human Agents',
    help: HumanAgentsHelp,
    needs: 'operator:write',
    nav: { name: 'Human Agents', short: 'Agents', icon: 'chat', group: 'work' },
  },
  {
    href: '/sessions',
    title: 'Sessions',
    nav: { name: 'Sessions', icon: 'list', group: 'work' },
  },
  { href: '/customers', title: '360 View', crumb: 'Sessions' },
  {
    href: '/go-live',
    title: 'Go Live',
    crumb: 'Operator',
    help: GoLiveHelp,
    needs: 'operator:write',
    nav: { name: 'Go Live', icon: 'hand', group: 'work' },
  },
  {
    href: '/settings/services',
    title: 'Services',
    crumb: 'Settings',
    needs: 'service:write',
    nav: { name: 'Services', icon: 'sliders', group: 'setup' },
  },
  {
    href: '/settings/canned-replies',
    title: 'Canned replies',
    crumb: 'Settings',
    needs: 'service:write',
    nav: { name: 'Canned replies', icon: 'chat', group: 'setup' },
  },
  {
    href: '/settings/keys',
    title: 'API keys',
    crumb: 'Settings',
    needs: 'workspace:admin',
    nav: { name: 'API keys', icon: 'key', group: 'setup' },
  },
  {
    href: '/settings/people',
    title: 'People',
    crumb: 'Settings',
    needs: 'people:write',
    nav: { name: 'People', icon: 'people', group: 'setup' },
  },
  {
    href: '/settings/groups',
    title: 'Operator Groups',
    crumb: 'People',
    needs: 'people:write',
    nav: { name: 'Operator Groups', icon: 'people', group: 'setup' },
  },
  {
    href: '/settings/audit',
    title: 'Audit',
    crumb: 'Settings',
    needs: 'workspace:admin',
    nav: { name: 'Audit', icon: 'history', group: 'setup' },
  },
  {
    href: '/settings/failed-work',
    title: 'Failed work',
    crumb: 'Settings',
    needs: 'workspace:admin',
    nav: { name: 'Failed work', icon: 'warn', group: 'setup' },
  },
  { href: '/settings/profile', title: 'Profile', crumb: 'Settings', aside: NotificationsButton },
]

export const pageAt = (path: string): Page | undefined =>
  pages.find(({ href }) => path === href || path.startsWith(`${href}/`))
