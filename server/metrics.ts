import type { Logger } from 'pino'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What a node counts of itself, in Prometheus’ words; and its log, since the two are always wanted together. */
export interface Metrics {
  registry: Registry
  log: Logger
  requests: Counter<'method' | 'route' | 'status'>
  requestSeconds: Histogram<'route'>
  commands: Counter<'name' | 'outcome'>
  commitSeconds: Histogram
  commitFailures: Counter
  batchSize: Histogram
  gateQueue: Gauge
  flags: Counter<'kind'>
  tasks: Counter<'kind' | 'outcome'>
  taskSeconds: Histogram<'kind'>
}

export interface Gauges {
  readers(): { operators: number; customers: number }
  /** Events that the log has and this node's board has not. */
  lag(): Promise<number>
  tasks(): Promise<{ ready: number; dead: number }>
  bus(): { state: 'alone' | 'up' | 'down'; sent: number; received: number; unreadable: number }
  /** Nodes that serve this database and live. */
  nodes(): number
}

export function createMetrics(log: Logger): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
  return {
    registry,
    log,
    requests: new Counter({
      name: 'baton_http_requests_total',
      help: 'Requests answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'baton_http_request_seconds',
      help: 'Time to an answer',
      labelNames: ['route'],
      buckets: seconds,
      registers,
    }),
    commands: new Counter({
      name: 'baton_commands_total',
      help: 'Commands through the gate',
      labelNames: ['name', 'outcome'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'baton_commit_seconds',
      help: 'Time of one commit',
      buckets: seconds,
      registers,
    }),
    commitFailures: new Counter({
      name: 'baton_commit_failures_total',
      help: 'Commits whose outcome was unknown',
      registers,
    }),
    batchSize: new Histogram({
      name: 'baton_commit_batch_size',
      help: 'Commands in one commit',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 400],
      registers,
    }),
    gateQueue: new Gauge({ name: 'baton_gate_queue', help: 'Commands that wait for a commit', registers }),
    flags: new Counter({ name: 'baton_flags_raised_total', help: 'Flags raised', labelNames: ['kind'], registers }),
    tasks: new Counter({ name: 'baton_tasks_total', help: 'Tasks run', labelNames: ['kind', 'outcome'], registers }),
    taskSeconds: new Histogram({
      name: 'baton_task_seconds',
      help: 'Time of one task',
      labelNames: ['kind'],
      buckets: seconds,
      registers,
    }),
  }
}

/** Figures that are read when somebody asks for them. */
export function addGauges({ registry }: Metrics, gauges: Gauges): void {
  const registers = [registry]
  new Gauge({
    name: 'baton_stream_readers',
    help: 'Open streams',
    labelNames: ['audience'],
    registers,
    collect() {
      const { operators, customers } = gauges.readers()
      this.set({ audience: 'operators' }, operators)
      this.set({ audience: 'customer' }, customers)
    },
  })
  new Gauge({
    name: 'baton_log_lag_events',
    help: 'Events in the log that this node has not read',
    registers,
    async collect() {
      this.set(await gauges.lag().catch(() => Number.NaN))
    },
  })
  new Gauge({
    name: 'baton_tasks_waiting',
    help: 'Tasks by state',
    labelNames: ['state'],
    registers,
    async collect() {
      const found = await gauges.tasks().catch(() => ({ ready: Number.NaN, dead: Number.NaN }))
      this.set({ state: 'ready' }, found.ready)
      this.set({ state: 'dead' }, found.dead)
    },
  })
  new Gauge({
    name: 'baton_bus_up',
    help: 'Whether this node hears the others over NATS at this moment; 1 also where it has the database to itself',
    registers,
    collect() {
      this.set(gauges.bus().state === 'down' ? 0 : 1)
    },
  })
  new Gauge({
    name: 'baton_bus_messages',
    help: 'Messages on NATS since the start',
    labelNames: ['way'],
    registers,
    collect() {
      const { sent, received, unreadable } = gauges.bus()
      this.set({ way: 'sent' }, sent)
      this.set({ way: 'received' }, received)
      this.set({ way: 'unreadable' }, unreadable)
    },
  })
  new Gauge({
    name: 'baton_nodes',
    help: 'Nodes that serve this database and live, by their leases',
    registers,
    collect() {
      this.set(gauges.nodes())
    },
  })
}
