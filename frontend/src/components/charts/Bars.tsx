import { scaleBand, scaleLinear } from 'd3-scale'
import { ChartCaption } from './ChartCaption'
import { ChartTable } from './ChartTable'
import { extent } from './extent'
import { useCursor } from './useCursor'

export interface Bar {
  label: string
  value: number
  note: string
}

interface Props {
  bars: readonly Bar[]
  title: string
  height?: number
  /** A figure of the axis in words; without it there is no axis. */
  format?: (value: number) => string
}
const WIDTH = 600
const TICKS = 3
/** What is not nothing is seen, however small beside the others. */
const LEAST_PX = 2

/** Bars over seconds, hours, days or months; the arrow keys go from one to the next, and a table says the same. */
export default function Bars({ bars, title, height = 132, format }: Props) {
  const { at, ...cursor } = useCursor(bars.map(({ label }) => label))
  const x = scaleBand(
    bars.map((_, place) => place),
    [0, WIDTH],
  ).paddingInner(0.2)
  const [low, high] = extent([0, ...bars.map(({ value }) => value)])
  const y = scaleLinear([low, high === low ? low + 1 : high], [height, 0])
  const ticks = format ? ticksOf(y, bars) : []
  const chosen = at === null ? undefined : bars[at]
  return (
    <figure>
      <div className="relative">
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
          {[...ticks, ...(low < 0 ? [0] : [])].map((tick) => (
            <line
              key={tick}
              x2={WIDTH}
              y1={y(tick)}
              y2={y(tick)}
              className={tick === 0 ? 'stroke-soft/60' : 'stroke-line'}
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {bars.map(({ value }, place) => {
            const { top, tall } = shapeOf(value, y, height)
            return (
              <g key={place} data-place={place}>
                <rect x={x(place)} width={x.step()} height={height} fill="transparent" />
                <rect
                  x={x(place)}
                  y={top}
                  width={x.bandwidth()}
                  height={tall}
                  rx={1.5}
                  className={fillOf(value, low < 0, place === at)}
                />
              </g>
            )
          })}
        </svg>
        {format &&
          ticks.map((tick) => (
            <span
              key={tick}
              aria-hidden
              className="money pointer-events-none absolute left-0 rounded-sm bg-card/80 px-0.5 text-[10px] leading-3 text-soft"
              style={{ top: y(tick) + 1 }}
            >
              {format(tick)}
            </span>
          ))}
      </div>
      <ChartCaption parts={bars} chosen={chosen} />
      <ChartTable title={title} rows={bars.map(({ label, note }) => [label, note])} />
    </figure>
  )
}

/** Between whole things there is nothing: half a transaction is no line. */
function ticksOf(y: { ticks: (count: number) => number[] }, bars: readonly Bar[]): number[] {
  const isWhole = bars.every(({ value }) => Number.isInteger(value))
  return y.ticks(TICKS).filter((tick) => tick !== 0 && (!isWhole || Number.isInteger(tick)))
}

/** A bar stands on zero or hangs from it. */
export function shapeOf(value: number, y: (value: number) => number, height: number): { top: number; tall: number } {
  const tall = Math.max(LEAST_PX, Math.abs(y(value) - y(0)))
  const top = value < 0 ? y(0) : y(0) - tall
  return { top: Math.min(Math.max(0, top), height - tall), tall }
}

function fillOf(value: number, isSigned: boolean, isChosen: boolean): string {
  if (isChosen) return 'fill-accent'
  if (isSigned) return value < 0 ? 'fill-bad/75' : 'fill-good/75'
  return value ? 'fill-accent/75' : 'fill-accent/25'
}
