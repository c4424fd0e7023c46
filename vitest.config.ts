import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import solid from 'vite-plugin-solid'
import { defineConfig } from 'vitest/config'

const database = { globalSetup: ['tests/database-setup.ts'] }
const slow = { testTimeout: 60_000, hookTimeout: 60_000 }

/** Files at once: vitest's own one fewer than processors, but also on a machine of two both of them. */
const both = { maxWorkers: Math.max(2, availableParallelism() - 1) }

/** PostgreSQL 15, the oldest that Baton runs on, comes as a package for one platform only. */
const has15 = existsSync(new URL('node_modules/postgres-15', import.meta.url))

/** One run of everything: `vitest run`; a part of it: `vitest run --project domain`. Groups follow one another. */
export default defineConfig({
  test: {
    reporters: ['default', './tests/closing-line.ts'],
    projects: [
      // As long as the client's: some start a program.
      { test: { name: 'domain', include: ['tests/domain/**/*.test.ts'], testTimeout: 15_000, ...both } },
      {
        plugins: [solid({ hot: false })],
        test: {
          name: 'client',
          include: ['tests/client/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          testTimeout: 15_000,
          ...both,
        },
      },
      {
        test: {
          name: 'db',
          include: ['tests/db/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          ...database,
          ...slow,
        },
      },
      ...(has15
        ? [
            {
              test: {
                name: 'db-15',
                include: ['tests/db/**/*.test.ts'],
                exclude: ['tests/db/embedded.test.ts'],
                env: { TEST_POSTGRES: '15' },
                sequence: { groupOrder: 1 },
                ...database,
                ...slow,
              },
            },
          ]
        : []),
      {
        test: {
          name: 'api',
          include: ['tests/api/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          ...database,
          ...slow,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...database,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'proof',
          include: ['tests/proof/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          ...database,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
