import { A } from '@solidjs/router'
import { createSignal, For, Match, onMount, Show, Switch } from 'solid-js'
import type { TaskKind } from '../../../domain/tasks.ts'
import { Button, Empty, Failed, moment, plural, Sheet, when } from '../../ui/index.ts'
import { type FailedTask, useFailedWork } from '../failed-work/failed-work.tsx'
import { Problem } from '../live/api.ts'
import { useLive } from '../live/live.tsx'
import { useToasts } from '../toasts/toasts.tsx'
import { SettingsFrame } from './settings/frame.tsx'
import { requestIdOf } from './settings/sending.ts'
import { Shape } from './settings/shape.tsx'

/** Settings → Failed work: what was tried for the last time, why it failed, and the way to run it again (L12). */
export default function SettingsFailedWork() {
  return (
    <SettingsFrame needs="workspace:admin">
      <FailedTasks />
    </SettingsFrame>
  )
}

const names: Record<TaskKind, string> = {
  answer: 'Answer a customer',
  unanswered: 'Call a person for a customer without an answer',
  wakeFlags: 'Open a flag again after its snooze',
  dropUpload: 'Drop a file that was never sent',
  endSilence: 'End a session that fell silent',
  route: 'Ask who is Live about what waits',
  offerOver: 'Pass on an offer that nobody answered',
  waitOver: 'Give a wait that nobody claimed back to the AI',
  lapse: 'Look whether somebody Live is still there',
  notify: 'Notify an operator’s browser',
}

function FailedTasks() {
  const work = useFailedWork()
  const { command } = useLive()
  const toasts = useToasts()
  onMount(() => void work.ask())
  const again = async ({ id }: FailedTask) => {
    try {
      await command(`/tasks/${encodeURIComponent(id)}/retry`, {})
      work.gone(id)
      toasts.show({ tone: 'ok', body: () => 'It runs again. If it fails again, it comes back here.' })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const taken = error.status === 404
      toasts.show({
        tone: 'bad',
        title: 'Not run again.',
        body: () => (taken ? 'Somebody else has run it again a moment before.' : error.message),
        stays: 10_000,
      })
      if (taken) void work.ask()
    }
  }
  return (
    <Sheet
      title="Failed work"
      aside={
        <Button size="sm" icon="refresh" busy={work.busy()} onClick={() => void work.ask()}>
          Look again
        </Button>
      }
    >
      <Show when={work.problem()}>
        {(problem) => (
          <Failed
            title="The failed work could not be loaded"
            requestId={requestIdOf(problem())}
            retrying={work.busy()}
            onRetry={() => void work.ask()}
          >
            {problem().message}
          </Failed>
        )}
      </Show>
      <Switch>
        <Match when={work.tasks()?.length === 0}>
          <Empty title="Nothing has failed" bare>
            What Baton does after an event, such as an answer of the AI, is tried several times. What fails the last
            time too comes here, and can be run again.
          </Empty>
        </Match>
        <Match when={work.tasks()}>
          {(tasks) => (
            <>
              <ul class="list" aria-label="Failed work">
                <For each={tasks()}>{(task) => <TaskLine task={task} again={() => again(task)} />}</For>
              </ul>
              <Show when={work.more()}>
                <p class="meta">The latest {tasks().length} are shown.</p>
              </Show>
            </>
          )}
        </Match>
        <Match when={!work.problem()}>
          <Shape label="Loading the failed work" />
        </Match>
      </Switch>
    </Sheet>
  )
}

function TaskLine(props: { task: FailedTask; again: () => Promise<void> }) {
  const [busy, setBusy] = createSignal(false)
  const name = () => names[props.task.kind as TaskKind] ?? props.task.kind
  const run = async () => {
    setBusy(true)
    await props.again()
    setBusy(false)
  }
  return (
    <li>
      <span class="entry">
        <b class="strong">{name()}</b>
        <span>{props.task.why || 'It did not say why.'}</span>
        <span class="meta">
          Given up{' '}
          <time datetime={props.task.since} title={moment(props.task.since)}>
            {when(props.task.since)}
          </time>{' '}
          after {plural(props.task.attempts, 'attempt')}
          <Show when={props.task.conversationId}>
            {(id) => (
              <>
                {' · '}
                <A class="link" href={`/handoff/${id()}`}>
                  Open the conversation
                </A>
              </>
            )}
          </Show>
        </span>
      </span>
      <Button size="sm" icon="refresh" busy={busy()} onClick={() => void run()}>
        Run again
      </Button>
    </li>
  )
}
