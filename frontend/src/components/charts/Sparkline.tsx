import { extent } from './extent'

interface Props {
  /** What it shows, in words: 'Apple, last 30 days, up 4%'. */
  label: string
  /** In order of time; null where there is none. */
  values: readonly (number | null)[]
  className?: string
  /** Any CSS colour. */
  colour?: string
}
const WIDTH = 100
const HEIGHT = 28
const EDGE = 2

/** A line as small as a word; the figures stand beside it. */
export function Sparkline({ label, values, className = 'h-7 w-24', colour = 'var(--accent)' }: Props) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`block ${className}`}
    >
      <path
        d={sparkPath(values)}
        fill="none"
        style={{ stroke: colour }}
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

/** The line as an SVG path; it begins anew after a gap, and is level where nothing changes. */
export function sparkPath(values: readonly (number | null)[]): string {
  const [low, high] = extent(values)
  const x = (place: number) => (values.length < 2 ? 0 : (place / (values.length - 1)) * WIDTH)
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : EDGE + (1 - (value - low) / (high - low)) * (HEIGHT - 2 * EDGE)
  const round = (number: number) => Math.round(number * 100) / 100
  return values
    .flatMap((value, place) => {
      if (value === null) return []
      const isFirst = place === 0 || values[place - 1] === null
      return [`${isFirst ? 'M' : 'L'}${round(x(place))},${round(y(value))}`]
    })
    .join('')
}
