import { createEffect, createSignal, For, on, Show, untrack } from 'solid-js'
import { createStore } from 'solid-js/store'
import { contactFields } from '../../../../domain/customer.ts'
import { Banner, Button, Dialog, ErrorLine, Field } from '../../../ui/index.ts'
import { api, Problem } from '../../live/api.ts'
import { showProblem } from '../settings/checks.ts'
import { createSending } from '../settings/sending.ts'
import { type Customer, fieldName } from './record.ts'

const fieldsOf = (record: Customer) => ({
  name: record.name ?? '',
  email: record.email ?? '',
  phone: record.phone ?? '',
  address: record.address ?? '',
  labels: record.labels.join(', '),
  key: '',
  value: '',
})
type Values = ReturnType<typeof fieldsOf>

/** Edits a record. Only what was changed here is sent, so that what somebody else changed meanwhile stays, and is shown first. */
export function EditDialog(props: {
  open: boolean
  record: Customer
  onClose: () => void
  onSaved: (record: Customer) => void
  /** The record as somebody else left it meanwhile. */
  onOther: (record: Customer) => void
}) {
  const [base, setBase] = createSignal<Customer>(untrack(() => props.record))
  const [values, setValues] = createStore<Values>(fieldsOf(untrack(() => props.record)))
  const [theirs, setTheirs] = createSignal<string[]>([])
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return
        setBase(props.record)
        setValues(fieldsOf(props.record))
        setTheirs([])
        sending.clear()
      },
    ),
  )
  const changed = () => {
    const before = fieldsOf(base())
    const fields = contactFields.filter((field) => values[field].trim() !== before[field])
    return {
      version: base().version,
      ...Object.fromEntries(fields.map((field) => [field, values[field].trim() || null])),
      ...(values.labels.trim() !== before.labels && {
        labels: values.labels
          .split(',')
          .map((label) => label.trim())
          .filter(Boolean),
      }),
      ...(values.key.trim() && { data: [{ key: values.key.trim(), value: values.value.trim() || null }] }),
    }
  }
  const sending = createSending(async () => {
    try {
      props.onSaved(await api<Customer>(`/customers/${base().id}`, { method: 'PATCH', body: changed() }))
    } catch (error) {
      if (error instanceof Problem && error.code === 'changed_since') await showTheirs()
      throw error
    }
  })
  /** The second of two is shown the first one's change; what was typed here stays, and is saved on top of it. */
  const showTheirs = async () => {
    const now = await api<Customer>(`/customers/${base().id}`)
    const [before, after] = [fieldsOf(base()), fieldsOf(now)]
    const moved = ([...contactFields, 'labels'] as const).filter((field) => after[field] !== before[field])
    setTheirs(
      moved.map((field) => `${field === 'labels' ? 'Labels' : fieldName[field]} is now “${after[field] || 'nothing'}”`),
    )
    for (const field of moved) if (values[field].trim() === before[field]) setValues(field, after[field])
    setBase(now)
    props.onOther(now)
  }
  const input = (field: keyof Values, label: string, more: { hint?: string; type?: string; aside?: string } = {}) => (
    <Field
      label={label}
      error={sending.error(field === 'key' || field === 'value' ? 'data' : field)}
      {...(more.hint && { hint: more.hint })}
      {...(more.aside && { aside: more.aside })}
    >
      {(attributes) => (
        <input
          {...attributes}
          class="input"
          name={field}
          type={more.type ?? 'text'}
          value={values[field]}
          onInput={(event) => setValues(field, event.currentTarget.value)}
        />
      )}
    </Field>
  )
  return (
    <Dialog open={props.open} title="Edit customer" onClose={() => props.onClose()}>
      <form
        novalidate
        autocomplete="off"
        onSubmit={async (event) => {
          event.preventDefault()
          const form = event.currentTarget
          if (!(await sending.send())) showProblem(form)
        }}
      >
        <div class="body">
          <Show when={theirs().length > 0}>
            <Banner tone="warn" boxed>
              <b>Somebody else changed this in the meantime.</b>
              <ul>
                <For each={theirs()}>{(line) => <li>{line}</li>}</For>
              </ul>
              Save again to keep yours on top of it.
            </Banner>
          </Show>
          {input('name', 'Name')}
          {input('email', 'E-mail', { type: 'email' })}
          {input('phone', 'Phone', { type: 'tel' })}
          {input('address', 'Address')}
          {input('labels', 'Labels', { hint: 'With commas between them.', aside: 'optional' })}
          {input('key', 'Data record', {
            aside: 'optional',
            hint: 'Its name, such as Order. A name that is there already is set anew.',
          })}
          {input('value', 'Value of the data record', {
            aside: 'optional',
            hint: 'Left empty, the record is taken away.',
          })}
          <Show when={sending.problem() && sending.code() !== 'changed_since'}>
            <ErrorLine>{sending.aside()}</ErrorLine>
          </Show>
        </div>
        <footer>
          <Button variant="ghost" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={sending.busy()}>
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
