import { useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js'
import { modeLabel } from '../../../domain/mode.ts'
import type { ServiceView } from '../../../domain/wire.ts'
import { AgentBadge, Button, Empty, ModeKey, plural, Sheet, Tag } from '../../ui/index.ts'
import { useBoard } from '../live/live.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { aiLabel } from './settings/ai-choice.tsx'
import { SettingsFrame } from './settings/frame.tsx'
import { DeleteService, NewService } from './settings/service-dialogs.tsx'
import { ServiceForm, serviceSections } from './settings/service-form.tsx'
import { Shape } from './settings/shape.tsx'
import { SampleBanner } from './setup/sample.tsx'

/** Settings → Services: what customers talk to, and how each is answered. */
export default function SettingsServices() {
  const [query] = useSearchParams<{ service?: string }>()
  return (
    <SettingsFrame needs="service:write" sections={query.service ? serviceSections : []}>
      <Services />
    </SettingsFrame>
  )
}

function Services() {
  const board = useBoard()
  const toasts = useToasts()
  const [query, setQuery] = useSearchParams<{ service?: string }>()
  const [creating, setCreating] = createSignal(false)
  const [deleting, setDeleting] = createSignal<ServiceView | null>(null)
  const { services, answered, deleted } = createServices()
  const chosen = () => services().find(({ id }) => id === query.service)
  const openIn = (id: string) => board.statsOf(id).activeConversations

  return (
    <>
      <Switch>
        <Match when={query.service && !board.loaded()}>
          <Sheet>
            <Shape label="Loading the service" lines={4} />
          </Sheet>
        </Match>
        <Match when={query.service && !chosen()}>
          <Sheet>
            <Empty
              icon="sliders"
              title="This service does not exist"
              action={
                <a class="btn" href="/settings/services">
                  All services
                </a>
              }
              bare
            >
              It was deleted, or the link is not right.
            </Empty>
          </Sheet>
        </Match>
        <Match when={chosen()}>
          <a class="link back" href="/settings/services">
            All services
          </a>
          <Show when={chosen()?.id} keyed>
            {(id) => (
              <ServiceForm
                service={services().find((service) => service.id === id) as ServiceView}
                onSaved={answered}
                onDelete={() => setDeleting(chosen() ?? null)}
              />
            )}
          </Show>
        </Match>
        <Match when={true}>
          <SampleBanner />
          <Sheet
            title="Services"
            aside={
              <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
                New service
              </Button>
            }
          >
            <Show when={board.loaded()} fallback={<Shape label="Loading the services" />}>
              <Show
                when={services().length > 0}
                fallback={
                  <Empty icon="sliders" title="No services yet" bare>
                    A service is what customers talk to. Make one, and put its widget into your page.
                  </Empty>
                }
              >
                <ul class="list" aria-label="Services">
                  <For each={services()}>
                    {(service) => <ServiceLine service={service} open={openIn(service.id)} />}
                  </For>
                </ul>
              </Show>
            </Show>
          </Sheet>
        </Match>
      </Switch>
      <NewService
        open={creating()}
        onClose={() => setCreating(false)}
        onCreated={(service) => {
          answered(service)
          setCreating(false)
          setQuery({ service: service.id })
        }}
      />
      <DeleteService
        service={deleting()}
        openCount={deleting() && board.loaded() ? openIn(deleting()?.id ?? '') : null}
        onClose={() => setDeleting(null)}
        onDeleted={(gone) => {
          setDeleting(null)
          deleted(gone)
          setQuery({ service: null }, { replace: true })
          toasts.show({ tone: 'ok', body: () => `${gone.name} is deleted` })
        }}
      />
    </>
  )
}

/** The board's services, and what the server has answered before its event came round. The newer version of each holds. */
function createServices() {
  const board = useBoard()
  const [answers, setAnswers] = createSignal<readonly ServiceView[]>([])
  const [gone, setGone] = createSignal<ReadonlySet<string>>(new Set())
  const services = createMemo(() => {
    const all = new Map<string, ServiceView>()
    for (const service of [...board.services(), ...answers()]) {
      const known = all.get(service.id)
      if (!gone().has(service.id) && (!known || known.version < service.version)) all.set(service.id, service)
    }
    return [...all.values()]
  })
  return {
    services,
    answered: (service: ServiceView) =>
      setAnswers((known) => [...known.filter(({ id }) => id !== service.id), service]),
    deleted: (service: ServiceView) => setGone((known) => new Set(known).add(service.id)),
  }
}

function ServiceLine(props: { service: ServiceView; open: number }) {
  return (
    <li>
      <span class="entry">
        <a class="strong link" href={`/settings/services?service=${props.service.id}`}>
          {props.service.name}
        </a>
        <span class="meta">
          {aiLabel[props.service.ai]} · {plural(props.open, 'open conversation')}
        </span>
      </span>
      <Show when={props.service.sample}>
        <Tag tone="open">Sample</Tag>
      </Show>
      <AgentBadge name={props.service.agent} />
      <a class="tag" href="/handoff" title="Change the mode in Human Handoff">
        <ModeKey mode={props.service.mode} on />
        {modeLabel[props.service.mode]}
      </a>
    </li>
  )
}
