import { describe, expect, test } from 'vitest'
import type { Command } from '../../domain/commands.ts'
import { takeBatch } from '../../server/gate/batch.ts'
import type { Ask } from '../../server/gate/plan.ts'

let made = 0
const ask = (command: Partial<Command>, commandId = `id ${++made}`): Ask =>
  ({ workspaceId: 'w', commandId, command }) as unknown as Ask
const about = (conversationId: string, name: Command['name'] = 'takeOver') =>
  ask({ name, conversationId } as Partial<Command>)
const modes = () => ask({ name: 'setMode' })
const many = (count: number) => Array.from({ length: count }, (_, i) => about(`many ${i}`))
const batchOf = (queue: Ask[], underWay: Ask[] = []) => takeBatch(queue, underWay).batch

describe('what goes into a batch', () => {
  test('all that waits, in order, and of one id once', () => {
    const [first, same, other] = [about('a'), about('a'), about('b')]
    const again = { ...other }
    expect(takeBatch([first, same, other, again], [])).toEqual({ batch: [first, same, other], rest: [again] })
  })

  test('L9: a change of services comes last, and one of a workspace', () => {
    const [mode, other, message] = [modes(), modes(), about('a')]
    expect(takeBatch([mode, other, message], [])).toEqual({ batch: [message, mode], rest: [other] })
  })

  test('L6: a reopening is the first about its conversation', () => {
    const [end, reopen] = [about('a', 'resolve'), about('a', 'reopen')]
    expect(takeBatch([end, reopen], [])).toEqual({ batch: [end], rest: [reopen] })
  })

  test('four hundred at most', () => {
    const { batch, rest } = takeBatch(many(500), [])
    expect([batch.length, rest.length]).toEqual([400, 100])
  })
})

describe('what goes behind a batch that is under way', () => {
  test('L1: nothing about a conversation that it is about, which is decided when its outcome is known', () => {
    const [here, there] = [about('a'), many(20)]
    expect(takeBatch([here, ...there], [about('a')])).toEqual({ batch: there, rest: [here] })
  })

  test('L4: no command that is in it already', () => {
    const under = about('a')
    const again = ask({ name: 'record' }, under.commandId)
    const others = many(20)
    expect(takeBatch([again, ...others], [under])).toEqual({ batch: others, rest: [again] })
  })

  test('L9: nothing while services change, or are to', () => {
    expect(batchOf(many(20), [modes()])).toEqual([])
    expect(batchOf([...many(20), modes()], [about('a')])).toEqual([])
    expect(batchOf([...many(20), ask({ name: 'record' })], [about('a')])).toHaveLength(21)
  })

  test('few wait for what comes with them, in their order', () => {
    const few = [...many(10), ...many(10)]
    expect(batchOf(many(15), [about('a')])).toEqual([])
    expect(takeBatch(few, many(10))).toEqual({ batch: [], rest: few })
    expect(batchOf(few)).toEqual(few)
  })
})
