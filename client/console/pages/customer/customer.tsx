import { useNavigate, useParams } from '@solidjs/router'
import { createEffect, createResource, createSignal, For, Match, Show, Switch } from 'solid-js'
import { contactFields } from '../../../../domain/customer.ts'
import { Banner, Button, Confirm, Empty, Face, Failed, moment, Note, plural, Sheet, Tag } from '../../../ui/index.ts'
import { placeOf } from '../../conversation/card-facts.ts'
import { api, Problem } from '../../live/api.ts'
import { newId } from '../../live/ids.ts'
import { useLive } from '../../live/live.tsx'
import { useSession } from '../../session/session.tsx'
import { useToasts } from '../../toasts/toasts.tsx'
import { requestIdOf } from '../settings/sending.ts'
import { CustomerSessions } from './customer-sessions.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { History } from './history.tsx'
import { type Brief, type Customer, fieldName, recordName } from './record.ts'
import '../sessions/sessions.css'
import './customer.css'

/** The 360 view of one customer (A5): contact details, sessions across channels, collected data; edited, verified, merged. */
export default function CustomerPage() {
  const params = useParams<{ id: string }>()
  const navigate = useNavigate()
  const live = useLive()
  const session = useSession()
  const toasts = useToasts()
  const [found, { mutate, refetch }] = createResource(
    () => params.id,
    (id) => api<Customer>(`/customers/${encodeURIComponent(id)}`),
  )
  const [editing, setEditing] = createSignal(false)
  const [merging, setMerging] = createSignal<Brief | null>(null)
  const [erasing, setErasing] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const missing = () => found.error instanceof Problem && [404, 422].includes(found.error.status)
  // One that was merged leads to the record that stands for it.
  createEffect(() => {
    const record = found.latest
    if (found.state === 'ready' && record && record.id !== params.id)
      navigate(`/customers/${record.id}`, { replace: true })
  })
  const write = session.may('operator:write') ? null : 'You do not have permission to change customers'

  const act = async (what: string, body: object, said: string) => {
    const record = found.latest
    if (!record) return
    setBusy(true)
    try {
      mutate(await live.command<Customer>(`/customers/${record.id}/${what}`, body))
      toasts.show({ tone: 'ok', body: () => said })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      toasts.show({ tone: 'bad', title: 'Not done.', body: () => error.message, stays: 10_000 })
      if (error.code === 'changed_since') void refetch()
    } finally {
      setBusy(false)
    }
  }
  const erase = async () => {
    const record = found.latest
    if (!record) return
    setBusy(true)
    try {
      await api(`/customers/${record.id}`, { method: 'DELETE', key: newId() })
      toasts.show({ tone: 'ok', body: () => 'Customer erased' })
      setErasing(false)
      navigate('/sessions')
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      toasts.show({ tone: 'bad', title: 'Not erased.', body: () => error.message, stays: 10_000 })
    } finally {
      setBusy(false)
    }
  }
  const unverified = (record: Customer) => contactFields.filter((field) => record[field] && !record.verified[field])

  return (
    <div class="page profile">
      <Switch>
        <Match when={missing()}>
          <Empty icon="person" title="There is no customer at this address">
            The record may belong to services that you do not see, or the link is incomplete.
          </Empty>
        </Match>
        <Match when={found.error}>
          <Failed
            title="The customer could not be loaded"
            requestId={requestIdOf(found.error)}
            retrying={found.loading}
            onRetry={() => void refetch()}
          >
            {String(found.error.message)}
          </Failed>
        </Match>
        <Match when={found.latest}>
          {(record) => (
            <>
              <header class="p-head">
                <Face name={recordName(record())} size="xl" />
                <div class="p-name">
                  <h2 dir="auto">{recordName(record())}</h2>
                  <p class="meta">
                    Customer since {moment(record().createdAt)}
                    <Show when={record().sessions[0] && placeOf(record().sessions[0] as Customer['sessions'][number])}>
                      {(place) => <> · {place()}</>}
                    </Show>
                  </p>
                </div>
                <div class="row wrap push">
                  <a class="btn" href="/sessions">
                    Sessions
                  </a>
                  <Show when={session.may('workspace:admin')}>
                    <a class="btn" href={`/api/v1/customers/${record().id}/export`} download="" target="_self">
                      Export
                    </a>
                    <Button icon="trash" onClick={() => setErasing(true)}>
                      Erase
                    </Button>
                  </Show>
                  <Button icon="pencil" reason={write} onClick={() => setEditing(true)}>
                    Edit
                  </Button>
                  <Button
                    variant="primary"
                    icon="check"
                    busy={busy()}
                    reason={
                      write ?? (unverified(record()).length === 0 ? 'Everything that is known is verified' : null)
                    }
                    onClick={() =>
                      void act('verify', { version: record().version, fields: unverified(record()) }, 'Verified')
                    }
                  >
                    Verify
                  </Button>
                </div>
              </header>
              <Show when={record().alike.length > 0}>
                <Banner tone="warn" icon="people" boxed>
                  <b>Perhaps the same person:</b> with the same address or number.
                  <ul class="alike">
                    <For each={record().alike}>
                      {(other) => (
                        <li class="row wrap">
                          <a class="link" href={`/customers/${other.id}`} target="_blank" rel="noopener">
                            {recordName(other)}
                          </a>
                          <span class="meta">
                            {[other.email, other.phone, other.externalId].filter(Boolean).join(' · ')}
                          </span>
                          <Button size="sm" reason={write} onClick={() => setMerging(other)}>
                            Merge…
                          </Button>
                        </li>
                      )}
                    </For>
                  </ul>
                </Banner>
              </Show>
              <div class="p-grid">
                <div class="p-side">
                  <ContactSheet record={record()} />
                  <CollectedSheet record={record()} />
                  <Show when={record().merged.length > 0}>
                    <Sheet title="Merged into this record">
                      <ul class="alike">
                        <For each={record().merged}>
                          {(other) => (
                            <li class="row wrap">
                              <span>{recordName(other)}</span>
                              <span class="meta">{[other.email, other.phone].filter(Boolean).join(' · ')}</span>
                              <Button
                                size="sm"
                                icon="undo"
                                reason={write}
                                onClick={() => void act('unmerge', { from: other.id }, 'Two records again')}
                              >
                                Undo
                              </Button>
                            </li>
                          )}
                        </For>
                      </ul>
                    </Sheet>
                  </Show>
                </div>
                <CustomerSessions sessions={record().sessions} />
                <Show when={record().notes.length > 0}>
                  <div class="wide-row">
                    <Sheet title="Private notes">
                      <div class="p-notes">
                        <For each={record().notes}>
                          {(note) => <Note by={note.author.name} at={note.at} text={note.text} />}
                        </For>
                      </div>
                    </Sheet>
                  </div>
                </Show>
                <div class="wide-row">
                  <History changes={record().history} />
                </div>
              </div>
              <EditDialog
                open={editing()}
                record={record()}
                onClose={() => setEditing(false)}
                onSaved={(saved) => {
                  mutate(saved)
                  setEditing(false)
                  toasts.show({ tone: 'ok', body: () => 'Customer saved' })
                }}
                onOther={(now) => mutate(now)}
              />
              <Confirm
                open={erasing()}
                title={`Erase ${recordName(record())}?`}
                text={`What was said in ${plural(record().sessions.length, 'session')}, the contact details, the collected data and their history are erased for ever. That there were sessions, when, and who handled them stays in the log. This cannot be undone.`}
                yes="Erase"
                no="Cancel"
                danger
                busy={busy()}
                onClose={() => setErasing(false)}
                onYes={() => void erase()}
              />
              <Confirm
                open={merging() !== null}
                title={`Merge ${merging() ? recordName(merging() as Brief) : ''} into ${recordName(record())}?`}
                text="The values of the record at the left stay; the sessions and the data of both are shown in it. It can be undone on this page."
                yes="Merge"
                no="Cancel"
                busy={busy()}
                onClose={() => setMerging(null)}
                onYes={() => {
                  const other = merging()
                  setMerging(null)
                  if (other) void act('merge', { from: other.id }, 'Merged into one record')
                }}
              >
                <Show when={merging()}>{(other) => <BothWays stays={record()} goes={other()} />}</Show>
              </Confirm>
            </>
          )}
        </Match>
        <Match when={found.loading}>
          <Sheet title="Customer">
            <i class="skel" style={{ width: '60%', height: '18px' }} />
          </Sheet>
        </Match>
      </Switch>
    </div>
  )
}

function ContactSheet(props: { record: Customer }) {
  return (
    <Sheet title="Contact details">
      <dl>
        <For each={contactFields}>
          {(field) => (
            <>
              <dt>{fieldName[field]}</dt>
              <dd dir="auto">
                <Show when={props.record[field]} fallback={<span class="meta">not known</span>}>
                  {(value) => (
                    <>
                      {value()}{' '}
                      <Show when={props.record.verified[field]} fallback={<Tag tone="warn">not verified</Tag>}>
                        {(mark) => (
                          <Tag icon="check" tone="ok" title={`Verified by ${mark().by}, ${moment(mark().at)}`}>
                            verified
                          </Tag>
                        )}
                      </Show>
                    </>
                  )}
                </Show>
              </dd>
            </>
          )}
        </For>
        <dt>External id</dt>
        <dd class="mono">{props.record.externalId ?? '–'}</dd>
        <dt>Labels</dt>
        <dd class="row wrap">
          <For each={props.record.labels} fallback={<span class="meta">none</span>}>
            {(label) => <span class="agent">{label}</span>}
          </For>
        </dd>
      </dl>
    </Sheet>
  )
}

/** What was collected: data records first, then what was given in sessions and differs from the record. */
function CollectedSheet(props: { record: Customer }) {
  const given = () => {
    const seen = new Set<string>()
    return props.record.sessions.flatMap(({ id, customer }) =>
      (['name', 'email', 'phone'] as const).flatMap((field) => {
        const value = customer[field]
        if (!value || value === props.record[field] || seen.has(`${field} ${value}`)) return []
        seen.add(`${field} ${value}`)
        return [{ field, value, id }]
      }),
    )
  }
  return (
    <Sheet title="Collected data" aside="newest first">
      <Show
        when={props.record.data.length + given().length > 0}
        fallback={<p class="meta">Nothing was collected yet. “Edit” adds a data record.</p>}
      >
        <dl>
          <For each={props.record.data}>
            {(data) => (
              <>
                <dt dir="auto">{data.key}</dt>
                <dd dir="auto" title={`${data.by ?? 'Baton'}, ${moment(data.at)}`}>
                  {data.value}
                </dd>
              </>
            )}
          </For>
          <For each={given()}>
            {({ field, value, id }) => (
              <>
                <dt>{fieldName[field]}, given</dt>
                <dd dir="auto">
                  <a class="link" href={`/sessions/${id}`}>
                    {value}
                  </a>
                </dd>
              </>
            )}
          </For>
        </dl>
      </Show>
    </Sheet>
  )
}

/** Two records beside each other: what stays, and what goes into it. */
function BothWays(props: { stays: Brief; goes: Brief }) {
  const rows: readonly [string, (record: Brief) => string | null][] = [
    ['Name', ({ name }) => name],
    ['E-mail', ({ email }) => email],
    ['Phone', ({ phone }) => phone],
    ['External id', ({ externalId }) => externalId],
  ]
  return (
    <div class="table-wrap">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Stays</th>
            <th scope="col">Is merged into it</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows}>
            {([name, value]) => (
              <tr>
                <th scope="row">{name}</th>
                <td dir="auto">{value(props.stays) ?? '–'}</td>
                <td dir="auto">{value(props.goes) ?? '–'}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
