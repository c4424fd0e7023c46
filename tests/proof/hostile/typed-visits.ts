import type { Locator, Page } from 'playwright-core'
import { newId, wanted } from '../kit/api.ts'
import { type Planted, short } from './cast.ts'
import { gist } from './look.ts'
import { expectToasts, expectWords, go, type Stage, wordsOf } from './stage.ts'

/** B3: a service of that name, its mode changed and changed back: the question before, the toast that undoes, what it says then. */
export async function changeMode(stage: Stage, one: Planted): Promise<void> {
  const { console: page, ask } = stage
  const name = one.words.service ?? ''
  const serviceId = String(wanted(await ask('POST', '/services', { name }), 201).body.id)
  const id = newId()
  wanted(await ask('POST', '/conversations', { id, serviceId }), 201)
  wanted(await ask('POST', `/conversations/${id}/messages`, { role: 'customer', text: one.words.question }), 201)
  await go(page, `/handoff?q=${id}`)
  await page.locator('.card').first().waitFor()
  await page
    .getByRole('button', { name: /Human Only/ })
    .last()
    .click()
  await page.getByRole('dialog').first().waitFor()
  await expectWords(stage, 'the dialog of the mode', page, [['the service', `Set ${name}`]])
  await page.getByRole('button', { name: 'Set to Human Only' }).click()
  await expectToasts(stage, 'the new mode', [name])
  await page.getByRole('button', { name: /^Undo/ }).first().click()
  await expectToasts(stage, 'the old mode again', [`Undone. ${name}`])
  wanted(await ask('DELETE', `/services/${serviceId}`), 204)
}

/** F13, H10: a kept draft goes into the reply box, and what is typed stands there, for customer and team. */
export async function compose(stage: Stage, one: Planted): Promise<void> {
  const { console: page } = stage
  const [draft, typed] = [one.words.draft ?? '', one.words.note ?? '']
  await go(page, `/handoff/${one.conversationId}`)
  await page.getByRole('button', { name: 'Use', exact: true }).first().click()
  const reply = page.getByRole('textbox', { name: 'Reply to the customer' })
  await expectValue(stage, 'the copied draft', reply, draft)
  await page.getByRole('button', { name: 'Private note', exact: true }).first().click()
  const note = page.getByRole('textbox', { name: 'Private note' })
  await note.fill(typed)
  await expectValue(stage, 'a note that is typed', note, typed)
  await expectWords(stage, 'the composer', page, wordsOf(one, 'draft', 'note'))
}

/** Two people change the same words: the form says both. */
export async function conflict(stage: Stage, one: Planted): Promise<void> {
  const { console: page, ask } = stage
  const name = one.words.service ?? ''
  const serviceId = String(wanted(await ask('POST', '/services', { name: `Mine ${stage.me}` }), 201).body.id)
  await go(page, `/settings/services?service=${serviceId}`)
  const field = page.getByLabel('Name', { exact: true })
  await field.fill(`${one.payload.number} of mine`)
  wanted(await ask('PATCH', `/services/${serviceId}`, { name }), 200)
  await expectWords(stage, 'two who change a service', page, [['what the other wrote', `It is now “${name}`]])
  await page.getByRole('button', { name: 'Take theirs' }).press('Enter')
  await expectValue(stage, 'what the other wrote', field, name)
  wanted(await ask('DELETE', `/services/${serviceId}`), 204)
}

/** F4: what is typed into the forms of a person stands there as text, refused or not, and in the list when it is saved. */
export async function personForms(stage: Stage, one: Planted): Promise<void> {
  const { console: page, see } = stage
  const { name } = one.operator
  const [person] = await see.addOperators(1)
  const id = person?.id ?? ''
  await see.sql`update users set name = ${name} where id = ${id}`
  await go(page, '/settings/keys')
  await go(page, '/settings/people')
  await page.getByRole('button', { name: 'Add User' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Email', { exact: true }).fill(name)
  await dialog.getByLabel('Password', { exact: true }).fill('short')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.locator('[aria-invalid="true"]').first().waitFor()
  await expectValue(stage, 'the name of a new person', dialog.getByLabel('Name', { exact: true }), name)
  await expectValue(stage, 'the address of a new person', dialog.getByLabel('Email', { exact: true }), name)
  await closed(page)
  // By the keyboard: toasts may lie over the buttons of the last lines.
  await page.getByRole('listitem').filter({ hasText: id }).getByRole('button', { name: /^Edit/ }).press('Enter')
  const field = dialog.getByLabel('Name', { exact: true })
  await expectValue(stage, 'the form of a person', field, name)
  const other = short(`II ${name}`, 80)
  await field.fill(other)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.first().waitFor({ state: 'hidden' })
  await expectWords(stage, 'the list of people', page, [[`the new name, payload ${one.payload.number}`, other]])
}

async function closed(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').first().waitFor({ state: 'hidden' })
}

/** What stands in a field is what was written, to the last character. */
async function expectValue(stage: Stage, what: string, field: Locator, text: string): Promise<void> {
  await field.first().waitFor()
  const patience = Date.now() + 20_000
  // A field of one line has no line feeds, an address none of the spaces around it.
  const bare = (value: string) => value.replace(/\s/g, '')
  let value = await field.first().inputValue()
  while (bare(value) !== bare(text) && Date.now() < patience) {
    await stage.console.waitForTimeout(20)
    value = await field.first().inputValue()
  }
  if (bare(value) === bare(text)) stage.found.set(what, (stage.found.get(what) ?? 0) + 1)
  else stage.broken.add(`${what}, ${stage.name}: ${JSON.stringify(gist(text))} became ${JSON.stringify(gist(value))}`)
}
