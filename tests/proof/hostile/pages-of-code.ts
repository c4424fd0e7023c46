import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { allRoutes } from '../../builders/routes.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Every address behind which something is shown, as the code has them: the console's routes and its list of pages
 * (`/settings/people`), and what the server answers beside its API (`GET /demo`). A new one is here by itself.
 */
export function pagesOfCode(): string[] {
  const console = [...routesOf('client/console/app.tsx'), ...hrefsOf('client/console/shell/pages.ts')]
  const served = allRoutes()
    .filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/v1/'))
    .map(({ path }) => `GET ${path}`)
  return [...new Set([...console, ...served])].toSorted()
}

/** The paths of all `<Route path="…">`. @throws Error where one is not written out, and could not be read here */
export function routesOf(file: string): string[] {
  const found: string[] = []
  walk(parse(file), (node) => {
    if (!ts.isJsxSelfClosingElement(node) && !ts.isJsxOpeningElement(node)) return
    if (node.tagName.getText() !== 'Route') return
    for (const attribute of node.attributes.properties) {
      if (!ts.isJsxAttribute(attribute) || attribute.name.getText() !== 'path') continue
      const value = attribute.initializer
      if (!value || !ts.isStringLiteral(value)) throw new Error(`${file}: a route whose path cannot be read`)
      found.push(value.text)
    }
  })
  return atLeastOne(file, found)
}

/** The `href` of every page of the list `pages`. */
function hrefsOf(file: string): string[] {
  const found: string[] = []
  walk(parse(file), (node) => {
    if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'href') return
    if (!ts.isStringLiteral(node.initializer)) throw new Error(`${file}: a page whose href cannot be read`)
    found.push(node.initializer.text)
  })
  return atLeastOne(file, found)
}

const parse = (file: string) =>
  ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)

function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => walk(child, see))
}

function atLeastOne(file: string, found: string[]): string[] {
  if (found.length === 0) throw new Error(`${file} has no pages`)
  return found
}
