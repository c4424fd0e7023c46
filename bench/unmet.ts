import type { Unmet } from './kit/verdict.ts'

const MOONSHOT =
  'A message is one write to each of 5,000 sockets. The profile of the wall (`fanout`) has 68 % of the server’s CPU in the kernel’s part of them: 12 µs for each, 59 ms for one flush, and the processes that read take 8 µs for each on the same two cores. So the last dashboard has a message after some 60 ms, one that just missed a flush waits for that flush and its rest before, and PostgreSQL and HTTP want the cores meanwhile. It would take a second thread that writes, or a node more.'

/**
 * The goals that are not met, by the name of the result: what stands in the way of each, read from a profile, and how near it
 * comes on two cores. A run that comes less near, or that misses another goal, ends with 1.
 */
export const unmet: Partial<Record<string, readonly Unmet[]>> = {
  commit: [
    {
      figure: '64 callers, beside Drizzle, three statements',
      holds: 12,
      why: 'The median lies within the sway of the rounds. A message takes about 125 µs of PostgreSQL and 140 µs of Node, and each of the two has one of the machine’s cores. Of PostgreSQL’s, reading and storing the texts is the most, rows and indexes a third; the fold and its JSON are the most of Node’s.',
    },
    {
      figure: 'one caller, beside pgbench, same counter',
      holds: 0.24,
      why: 'One after another: 0.6 ms of CPU in Node, then 0.6 ms in PostgreSQL. Of PostgreSQL’s, 27 % is starting the executor for the statements of `commit_one`, 20 % the kernel (half of it the sync), 4 % JSON; pgbench’s one statement takes 0.48 ms. Of Node’s, 5 % is the kernel and the rest JavaScript that runs cold after each wait. One statement with four CTEs in place of four inserts gained nothing.',
    },
    {
      figure: '64 callers, 1 ms more for each fdatasync, beside pgbench, same counter',
      holds: 7.5,
      why: 'pgbench that keeps no counter at all, and so shares each sync among 64, is only nine times as fast on this disk and these cores, because its CPU ends there; twenty times would be twice that. The gate comes to 0.93 of it.',
    },
    {
      figure: '64 callers, 1 ms more for each fdatasync, beside pgbench, no counter',
      holds: 0.75,
      why: 'Both are at the end of the two cores and not of the disk. pgbench spends its CPU in PostgreSQL alone, in 64 backends that commit together; the gate writes in one backend, 93 to 113 µs a message, and needs 89 to 140 µs of Node besides.',
    },
  ],
  fanout: [
    {
      figure: 'memory of a connection, 5000 WebSockets',
      holds: 12.5,
      why: 'The median lies within the sway of the rounds (9.0 to 11 KB). 3.7 KB of it are JavaScript’s heap, the same in each round; the rest is what the allocator has taken for the sockets of libuv, of which a bare one takes 23 KB by the same measure.',
    },
  ],
  ingest: [
    {
      figure: '64 connections, durable',
      holds: 0.58,
      why: 'The server’s one thread is busy all the time on both sides, 312 µs a message without the database. With it the profile has 15 % more in that thread (batch to text, the wire, outcomes, promises), and PostgreSQL, which takes 125 µs a message, has the other core, which the first side leaves to the collector, the kernel and the load generator.',
    },
  ],
  'live-moonshot': [
    {
      figure: '100000 conversations, 5000 dashboards: the largest load whose p99 is at most 100 ms',
      holds: 10,
      why: MOONSHOT,
    },
    {
      figure: '100000 conversations, 5000 dashboards: p99 at the last load that was tried',
      holds: 250,
      why: MOONSHOT,
    },
  ],
  nodes: [
    {
      figure: 'each of 3: committed for each second of its CPU',
      holds: 0.6,
      why: 'A node of three hears two messages for each that it commits, and every one is a write to each of its five dashboards: its profile has 35 % in writing to sockets, against 7 % of a node alone; bus and fold are 4 %. It is what it costs to watch three nodes instead of one.',
    },
  ],
  screen: [
    {
      figure: "first paint of 10000 cards, from the snapshot's last byte",
      holds: 3.6,
      why: 'Reading the JSON costs both the same. From there to cards in the page the console takes 76 ms of CPU and vanilla DOM 11: 17 % of it is making folds of the snapshot, 23 % ranking each by urgency, 14 % ordering, 15 % collecting garbage, the rest the components; then 31 against 19 ms to the picture. What ranks first is known only when all were ranked.',
    },
  ],
}
