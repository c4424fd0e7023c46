import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Rows } from './rows.ts'

/** A table world of its own for the references: the product's tables, one workspace, as many conversations. */
export interface Ground {
  url: string
  workspaceId: string
}

/** Null where there is no pgbench on the PATH. */
export async function pgbenchVersion(): Promise<string | null> {
  const { code, output } = await run(['--version'])
  return code === 0 ? output.trim() : null
}

/**
 * One statement, prepared, that writes what the gate writes for one message: the event with the next number, the
 * conversation's row, the kept answer, and where it `counts`, the workspace's counter. Without, the number comes from a sequence.
 */
export function statement(rows: Rows, workspaceId: string, conversations: number, counts: boolean): string {
  const number = counts ? '(select seq from h)' : "nextval('bench_seq')"
  const counter = counts
    ? `h as (update heads set seq = seq + 1, at = clock_timestamp() where workspace_id = '${workspaceId}' returning seq),`
    : ''
  return `\\set c random(1, ${conversations})
with ${counter}
n as materialized (select ${number} as seq, gen_random_uuid() as command, gen_random_uuid() as message,
  (select conversation from bench_conversations where n = :c) as conversation),
e as (insert into events (workspace_id, seq, conversation_id, type, actor, at, command_id, message_id, public_seq, data)
  select '${workspaceId}', seq, conversation, 'message.added', ${literal(rows.actor)}, clock_timestamp(), command, message, 1, ${literal(rows.data)} from n),
k as (insert into commands (workspace_id, id, body_hash, seq, at, result)
  select '${workspaceId}', command, ${literal(rows.hash)}, seq, clock_timestamp(), ${literal(rows.result)} from n),
c as (update conversations set version = version + 1, open = true, owner_id = null, open_flags = '{}', search = ${literal(rows.search)},
  state = ${literal(rows.state)} from n where workspace_id = '${workspaceId}' and id = n.conversation)
select seq from n;
`
}

/**
 * Transactions a second of a script.
 * @throws Error with what pgbench said when a transaction failed
 */
export async function pgbench(url: string, script: string, clients: number, seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-pgbench-'))
  const file = join(folder, 'script.sql')
  writeFileSync(file, script)
  const threads = Math.min(clients, 2)
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    `${clients}`,
    '-j',
    `${threads}`,
    '-T',
    `${Math.max(1, Math.round(seconds))}`,
    '-f',
    file,
    url,
  ]
  const { code, output } = await run(args).finally(() => rmSync(folder, { recursive: true, force: true }))
  const found = /tps = ([\d.]+)/.exec(output)?.[1]
  if (code !== 0 || !found || /number of failed transactions: [1-9]/.test(output)) throw new Error(`pgbench: ${output}`)
  return Number(found)
}

function run(args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('pgbench', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
