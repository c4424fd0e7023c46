import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Stop } from '../server/demo/core/stop.ts'

export interface Options {
  file: string
  url: string
  key: string
  speed: number
  concurrency: number
  loop: boolean
}

export const USAGE =
  'npm run replay -- FILE [--url http://localhost:3000] [--key KEY] [--speed 60] [--concurrency 200] [--loop]'

/**
 * What was asked for on the command line. The key may come from BATON_BOOTSTRAP_KEY instead.
 * @throws Stop for what is missing or wrong, in one sentence
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parse(args)
  const [file, ...more] = positionals
  if (!file) throw new Stop(`Say which file to play: ${USAGE}`)
  if (more.length) throw new Stop(`One file at a time, please: ${USAGE}`)
  const key = values.key ?? env['BATON_BOOTSTRAP_KEY']
  if (!key) throw new Stop('Give an API key with --key, or in BATON_BOOTSTRAP_KEY.')
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Stop('--key is no API key: it holds characters that no key has.')
  return {
    file: resolve(env['INIT_CWD'] ?? process.cwd(), file),
    url: address(values.url ?? 'http://localhost:3000'),
    key,
    speed: number('--speed', values.speed ?? '60', { from: 0.01, to: 1_000_000 }),
    concurrency: number('--concurrency', values.concurrency ?? '200', { from: 1, to: 2_000, whole: true }),
    loop: values.loop ?? false,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        speed: { type: 'string' },
        concurrency: { type: 'string' },
        loop: { type: 'boolean' },
      },
    })
  } catch (error) {
    const sentence = error instanceof Error ? (error.message.split('\n')[0] ?? '').split('. ')[0] : String(error)
    throw new Stop(`${sentence}. ${USAGE}`)
  }
}

function address(text: string): string {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Stop(`--url is an address such as http://localhost:3000, not “${text}”.`)
  return url.href.replace(/\/+$/, '')
}

function number(
  name: string,
  text: string,
  { from, to, whole = false }: { from: number; to: number; whole?: boolean },
): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= from && value <= to && (!whole || Number.isInteger(value))) return value
  throw new Stop(`${name} is a ${whole ? 'whole number' : 'number'} from ${from} to ${to}, not “${text}”.`)
}
