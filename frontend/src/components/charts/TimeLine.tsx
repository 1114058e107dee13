import { scaleLinear, scaleUtc } from 'd3-scale'
import { line } from 'd3-shape'
import { memo } from 'react'
import { ChartCaption } from './ChartCaption'
import { ChartTable } from './ChartTable'
import { useCursor } from './useCursor'

export interface DayPoint {
  /** YYYY-MM-DD. */
  on: string
  /** Null where it is not known: the line has a gap there. */
  value: number | null
  label: string
  note: string
}

interface Props {
  points: DayPoint[]
  title: string
  height?: number
}
const WIDTH = 600
const ROOM_PX = 6
/** A table with more rows helps nobody: of longer curves it has evenly spread days, the last among them. */
const MAX_ROWS = 60

/** A curve over days; the arrow keys go from one to the next, and a table says the same. */
export default function TimeLine({ points, title, height = 168 }: Props) {
  const { at, ...cursor } = useCursor(points.length)
  const { x, y } = scalesOf(points, height)
  const path = line<DayPoint>(x, ({ value }) => y(value ?? 0)).defined(({ value }) => value !== null)
  const chosen = at === null ? undefined : points[at]
  return (
    <figure>
      <svg
        role="img"
        aria-label={title}
        tabIndex={0}
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        className="block w-full rounded-sm"
        style={{ height }}
        {...cursor}
      >
        <line x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} className="stroke-line" vectorEffect="non-scaling-stroke" />
        <path
          d={path(points) ?? ''}
          className="fill-none stroke-accent"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
        {chosen && (
          <line
            x1={x(chosen)}
            x2={x(chosen)}
            y1={0}
            y2={height}
            className="stroke-soft"
            vectorEffect="non-scaling-stroke"
          />
        )}
        <Days points={points} />
      </svg>
      <ChartCaption parts={points} chosen={chosen} />
      <ChartTable title={title} rows={spread(points, MAX_ROWS).map(({ label, note }) => [label, note])} />
    </figure>
  )
}

/** What the pointer meets, a part for each day; drawn anew with other days only, not with each move over them. */
const Days = memo(function Days({ points }: { points: DayPoint[] }) {
  const step = WIDTH / Math.max(1, points.length - 1)
  return points.map(({ on }, place) => (
    <rect key={on} data-place={place} x={(place - 0.5) * step} width={step} height="100%" fill="transparent" />
  ))
})

function scalesOf(points: DayPoint[], height: number) {
  const days = points.map(({ on }) => Date.parse(on))
  const values = points.flatMap(({ value }) => value ?? [])
  const time = scaleUtc([days[0] ?? 0, days.at(-1) ?? 1], [0, WIDTH])
  const y = scaleLinear([Math.min(0, ...values), Math.max(0, ...values) || 1], [height - ROOM_PX, ROOM_PX])
  return { x: ({ on }: DayPoint) => time(Date.parse(on)), y }
}

/** So many of a list at most, evenly spread, the first and the last among them. */
export function spread<Item>(items: Item[], most: number): Item[] {
  if (items.length <= most) return items
  const step = (items.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, place) => items[Math.round(place * step)]).filter(
    (each) => each !== undefined,
  )
}
