import { readFileSync } from 'node:fs'

/** Memory in MB of 10^6 bytes, since the last time that somebody asked. */
export interface Memory {
  /** The least of heap and external memory, as it is just after a collection of garbage: what is held all the time. */
  held: number
  /** The most that was resident, with garbage that V8 had not collected yet. */
  resident: number
}

/** Looks at the memory of a server twice a second. */
export interface MemoryWatch {
  since(): Memory
  /** How often the whole heap was collected since the server began. */
  collections(): Promise<number>
  stop(): void
}

/**
 * @param url of the server, which tells its heap at `/metrics`
 * @throws Error where the machine does not tell what is resident (it is Linux that has `/proc`)
 */
export function watchMemory(url: string, pid: number): MemoryWatch {
  const resident = () => residentOf(readFileSync(`/proc/${pid}/status`, 'utf8'))
  let seen: Memory = { held: Number.POSITIVE_INFINITY, resident: resident() }
  const look = async () => {
    const answer = await fetch(`${url}/metrics`).catch(() => null)
    if (answer?.ok) seen.held = Math.min(seen.held, heldOf(await answer.text()))
    seen.resident = Math.max(seen.resident, resident())
  }
  const timer = setInterval(() => void look().catch(() => {}), 500)
  return {
    since() {
      const found = seen
      seen = { held: Number.POSITIVE_INFINITY, resident: resident() }
      return found
    },
    collections: async () => collectionsOf(await (await fetch(`${url}/metrics`)).text()),
    stop: () => clearInterval(timer),
  }
}

/** @param status of `/proc/PID/status` */
export function residentOf(status: string): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  if (!kilobytes) throw new Error('The process tells no memory.')
  return (Number(kilobytes) * 1_024) / 1e6
}

/** @param metrics in Prometheus’ words */
export function heldOf(metrics: string): number {
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
  return (of('nodejs_heap_size_used_bytes') + of('nodejs_external_memory_bytes')) / 1e6
}

/** @param metrics in Prometheus’ words */
export function collectionsOf(metrics: string): number {
  return Number(/^nodejs_gc_duration_seconds_count\{kind="major"\} (\d+)$/m.exec(metrics)?.[1] ?? 0)
}
