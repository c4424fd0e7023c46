/** A part of an article under one heading: what is searched and answered from. */
export interface Section {
  /** The file's path below the folder, with `#` and the section's number. */
  id: string
  /** The first folder below the root, or ''. Articles of a service stand in a folder named after it. */
  folder: string
  title: string
  heading: string
  /** Words that customers use for the subject, from the article's line “also: …”. Searched, never shown. */
  also: string
  /** Plain lines; steps keep their number, bullets their dash. */
  lines: string[]
}

/**
 * Cuts a Markdown article at its headings. The first `#` heading is the title, a line `also: word, word` adds search words,
 * and marks for emphasis, links, images, code and HTML are taken off, since an answer is plain text (law L14).
 */
export function toSections(path: string, markdown: string): Section[] {
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
  const sections: Section[] = []
  let title = ''
  let also = ''
  let heading = ''
  let lines: string[] = []

  const close = () => {
    if (lines.length) sections.push({ id: `${path}#${sections.length}`, folder, title, heading, also, lines })
    lines = []
  }
  for (const raw of markdown
    .replace(/^---\n.*?\n---\n/s, '')
    .replace(/<!--.*?-->/gs, '')
    .split(/\r?\n/)) {
    const line = plain(raw)
    const head = /^(#{1,6})\s+(.+?)\s*#*$/.exec(raw)
    const words = /^also:\s*(.+)$/i.exec(line)
    if (head) {
      close()
      const text = plain(head[2] ?? '')
      if (head[1] === '#' && !title) title = text
      else heading = text
    } else if (words && !heading) also = words[1] ?? ''
    else if (line) lines.push(line)
  }
  close()
  const fallback = path.replace(/^.*\//, '').replace(/\.md$/, '').replaceAll('-', ' ')
  return sections.map((section) => ({
    ...section,
    title: title || fallback,
    also,
    heading: section.heading || title || fallback,
  }))
}

/** Steps and bullets of a section, in order; empty when it is prose. */
export function steps(section: Section): string[] {
  return section.lines.filter(isStep)
}

export function isStep(line: string): boolean {
  return /^(\d{1,2}[.)]|[-•])\s/.test(line)
}

function plain(line: string): string {
  return line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/(^|\s)[*_](\S[^*_]*)[*_](?=\W|$)/g, '$1$2')
    .replace(/^\s*[*+]\s+/, '- ')
    .replace(/^\s*>\s?/, '')
    .trim()
}
