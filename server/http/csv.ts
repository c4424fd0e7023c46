/** What a spreadsheet would take for a formula, also behind spaces and as full-width forms. */
const FORMULA = /^\s*[=+\-@|\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

/**
 * One line of a CSV file (RFC 4180). Each cell is quoted, and what a spreadsheet would run begins with an apostrophe: who opens the file
 * runs nothing that a stranger wrote (L14).
 */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`

function cell(value: string | number | null): string {
  if (value === null) return '""'
  if (typeof value === 'number') return `"${value}"`
  return `"${FORMULA.test(value) ? "'" : ''}${value.replaceAll('"', '""')}"`
}
