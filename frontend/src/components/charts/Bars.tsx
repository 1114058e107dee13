import { scaleBand, scaleLinear } from 'd3-scale'
import { ChartCaption } from './ChartCaption'
import { ChartTable } from './ChartTable'
import { useCursor } from './useCursor'

export interface Bar {
  label: string
  value: number
  note: string
}

interface Props {
  bars: Bar[]
  title: string
  height?: number
}
const WIDTH = 600
/** What is not nothing is seen, however small beside the others. */
const LEAST_PX = 2

/** Bars over days, hours or seconds; the arrow keys go from one to the next, and a table says the same. */
export default function Bars({ bars, title, height = 132 }: Props) {
  const { at, ...cursor } = useCursor(bars.length)
  const x = scaleBand(
    bars.map((_, place) => place),
    [0, WIDTH],
  ).paddingInner(0.2)
  const y = scaleLinear([0, Math.max(1, ...bars.map(({ value }) => value))], [0, height])
  const chosen = at === null ? undefined : bars[at]
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
        {bars.map(({ value }, place) => {
          const tall = Math.max(LEAST_PX, y(value))
          return (
            <g key={place} data-place={place}>
              <rect x={x(place)} width={x.step()} height={height} fill="transparent" />
              <rect
                x={x(place)}
                y={height - tall}
                width={x.bandwidth()}
                height={tall}
                rx={1.5}
                className={place === at ? 'fill-accent' : value ? 'fill-accent/75' : 'fill-accent/25'}
              />
            </g>
          )
        })}
      </svg>
      <ChartCaption parts={bars} chosen={chosen} />
      <ChartTable title={title} rows={bars.map(({ label, note }) => [label, note])} />
    </figure>
  )
}
