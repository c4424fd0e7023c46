import { short } from './pairs.ts'

/** A picture of a result: bars with a dot for each round, or lines. */
export type Plot = { file: string; title: string; unit: string } & (
  | { kind: 'bars'; rows: { name: string; values: number[]; ours?: boolean }[] }
  | {
      kind: 'lines'
      x: { label: string; log?: boolean }
      y: { label: string; log?: boolean }
      series: { name: string; points: [x: number, y: number][] }[]
    }
)

const WIDTH = 760
const LEFT = 250
const RIGHT = 90
const OURS = '#1f6feb'
const COLOURS = [OURS, '#8a8f98', '#c2410c', '#15803d', '#7e22ce', '#a16207']

/** The picture as SVG, readable on any page: it brings its own background. */
export function draw(plot: Plot): string {
  const { height, content } = plot.kind === 'bars' ? bars(plot) : curves(plot)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1c2024">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(16, 26, plot.title, 'font-weight="600" font-size="15"'),
    ...content,
    '</svg>\n',
  ].join('\n')
}

function bars({ rows, unit }: Extract<Plot, { kind: 'bars' }>) {
  const most = Math.max(...rows.flatMap(({ values }) => values), 0) || 1
  const scale = (value: number) => (value / most) * (WIDTH - LEFT - RIGHT)
  const content = rows.flatMap(({ name, values, ours }, row) => {
    const y = 48 + row * 34
    const middle = [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
    return [
      text(LEFT - 10, y + 16, name, 'text-anchor="end"'),
      `<rect x="${LEFT}" y="${y}" width="${round(scale(middle))}" height="22" fill="${ours ? OURS : '#c5c9cf'}"/>`,
      ...values.map(
        (value) => `<circle cx="${round(LEFT + scale(value))}" cy="${y + 11}" r="2.5" fill="#1c2024" opacity="0.55"/>`,
      ),
      text(LEFT + scale(Math.max(...values)) + 8, y + 16, `${short(middle)} ${unit}`),
    ]
  })
  return { height: 64 + rows.length * 34, content }
}

function curves({ x, y, series }: Extract<Plot, { kind: 'lines' }>) {
  const [left, right, top, bottom] = [70, WIDTH - 30, 48, 340]
  const points = series.flatMap((one) => one.points)
  const across = axis(
    points.map(([value]) => value),
    x.log ?? false,
  )
  const up = axis(
    points.map(([, value]) => value),
    y.log ?? false,
  )
  const px = (value: number) => round(left + across.at(value) * (right - left))
  const py = (value: number) => round(bottom - up.at(value) * (bottom - top))
  const content = [
    ...across.ticks.map((tick) => text(px(tick), bottom + 18, short(tick), 'text-anchor="middle" fill="#60646c"')),
    ...up.ticks.flatMap((tick) => [
      `<line x1="${left}" x2="${right}" y1="${py(tick)}" y2="${py(tick)}" stroke="#e4e6e9"/>`,
      text(left - 8, py(tick) + 4, short(tick), 'text-anchor="end" fill="#60646c"'),
    ]),
    text((left + right) / 2, bottom + 38, x.label, 'text-anchor="middle" fill="#60646c"'),
    text(16, top - 6, y.label, 'fill="#60646c"'),
    ...series.flatMap(({ name, points }, i) => {
      const colour = COLOURS[i % COLOURS.length]
      return [
        `<polyline points="${points.map(([a, b]) => `${px(a)},${py(b)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...(points.length <= 40
          ? points.map(([a, b]) => `<circle cx="${px(a)}" cy="${py(b)}" r="3" fill="${colour}"/>`)
          : []),
        `<rect x="${left + (i % 3) * 220}" y="${bottom + 52 + Math.floor(i / 3) * 20}" width="12" height="12" fill="${colour}"/>`,
        text(left + (i % 3) * 220 + 18, bottom + 63 + Math.floor(i / 3) * 20, name),
      ]
    }),
  ]
  return { height: bottom + 72 + Math.ceil(series.length / 3) * 20, content }
}

/** Where a value lies between 0 and 1, and the values that are written at the axis. A plain axis begins at 0. */
function axis(values: number[], log: boolean): { at(value: number): number; ticks: number[] } {
  const most = Math.max(...values)
  if (!log) {
    const step = niceStep(most / 5)
    const end = Math.ceil(most / step) * step || 1
    return { at: (value) => value / end, ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step) }
  }
  const [from, to] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(most))]
  const span = to - from || 1
  return {
    at: (value) => (Math.log10(value) - from) / span,
    ticks: Array.from({ length: span + 1 }, (_, i) => 10 ** (from + i)),
  }
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough || 1))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

const round = (value: number) => Math.round(value * 10) / 10
const text = (x: number, y: number, words: string, more = '') =>
  `<text x="${round(x)}" y="${round(y)}" ${more}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
