import { ChartTable } from './ChartTable'
import { useCursor } from './useCursor'

export interface Dot {
  /** Its day, '2026-01-31'. */
  on: string
  /** Hollow: it has not happened yet. */
  isExpected: boolean
  /** The dot in words: its day, its amount. */
  note: string
}
export interface DotRow {
  id: string
  label: string
  /** Any CSS colour. */
  colour: string
  dots: readonly Dot[]
}

interface Props {
  title: string
  rows: readonly DotRow[]
  /** The first day, the last one, and the one that it is now. */
  from: string
  to: string
  now: string
  /** A day in words. */
  format: (day: string) => string
}
const ROW_PX = 24
const RADIUS = 4
/** Names beside their dots. */
const GRID = 'grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-3 sm:grid-cols-[10rem_minmax(0,1fr)]'

/** What happened and what is to come, a dot a day and a row a thing; arrow keys go from dot to dot. */
export function DotStrip({ title, rows, from, to, now, format }: Props) {
  const dots = rows.flatMap((row) => row.dots.map((dot) => ({ row, dot })))
  const { at, ...cursor } = useCursor(dots.map(({ row, dot }) => `${row.id} ${dot.on}`))
  const chosen = at === null ? undefined : dots[at]
  const place = (day: string) => `${placeOf(day, from, to)}%`
  const starts = rows.map((_, number) => rows.slice(0, number).reduce((sum, each) => sum + each.dots.length, 0))
  return (
    <figure>
      <div aria-hidden className={`${GRID} text-xs font-medium`}>
        <span />
        <span className="relative h-4">
          <span className="absolute -translate-x-1/2" style={{ left: place(now) }}>
            Today
          </span>
        </span>
      </div>
      <div role="img" aria-label={title} tabIndex={0} className="rounded-sm" {...cursor}>
        {rows.map(({ id, label, colour, dots }, number) => (
          <div key={id} className={GRID}>
            <span className="truncate text-sm">{label}</span>
            <svg className="block w-full overflow-visible" style={{ height: ROW_PX }}>
              <line x2="100%" y1={ROW_PX / 2} y2={ROW_PX / 2} className="stroke-line" />
              <line x1={place(now)} x2={place(now)} y2={ROW_PX} className="stroke-soft/70" strokeDasharray="3 3" />
              {dots.map(({ on, isExpected }, dot) => {
                const index = (starts[number] ?? 0) + dot
                return (
                  <circle
                    key={on}
                    data-place={index}
                    cx={place(on)}
                    cy={ROW_PX / 2}
                    r={index === at ? RADIUS + 1.5 : RADIUS}
                    strokeWidth={2}
                    style={{ stroke: colour, fill: isExpected ? 'var(--card)' : colour }}
                  />
                )
              })}
            </svg>
          </div>
        ))}
      </div>
      <div aria-hidden className={`${GRID} mt-1 text-xs text-soft`}>
        <span />
        <span className="flex justify-between">
          <span>{format(from)}</span>
          <span>{format(to)}</span>
        </span>
      </div>
      <figcaption className="mt-1 min-h-4 text-xs text-soft" aria-live="polite">
        {chosen && (
          <>
            <span className="text-ink">{chosen.row.label}</span> {chosen.dot.note}
          </>
        )}
      </figcaption>
      <ChartTable title={title} rows={dots.map(({ row, dot }) => [row.label, dot.note])} />
    </figure>
  )
}

/** Where a day is between two others, in percent. */
export function placeOf(day: string, from: string, to: string): number {
  const [at, start, end] = [day, from, to].map((each) => Date.parse(`${each}T00:00:00Z`)) as [number, number, number]
  return end === start ? 0 : ((at - start) / (end - start)) * 100
}
