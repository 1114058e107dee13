import { extent } from './extent'

export interface DivergingBar {
  id: string
  label: string
  value: number
  /** The figure in words, with its sign. */
  text: string
}

interface Props {
  title: string
  bars: readonly DivergingBar[]
}

/** What is above and below nothing, side by side: gains and losses, what added and what took away. */
export function DivergingBars({ title, bars }: Props) {
  const [low, high] = extent([0, ...bars.map(({ value }) => value)])
  const span = high - low || 1
  const zero = (-low / span) * 100
  return (
    <ul aria-label={title} className="space-y-1.5 text-sm">
      {bars.map(({ id, label, value, text }) => {
        const { start, size } = barOf(value, low, span)
        return (
          <li
            key={id}
            className="grid grid-cols-[minmax(0,7rem)_minmax(0,1fr)_auto] items-center gap-3 sm:grid-cols-[minmax(0,10rem)_minmax(0,1fr)_6.5rem]"
          >
            <span className="truncate">{label}</span>
            <svg aria-hidden className="h-5 w-full">
              <rect
                x={`${start}%`}
                width={`${size}%`}
                height="100%"
                rx={2}
                className={value < 0 ? 'fill-bad/70' : 'fill-good/70'}
              />
              <line x1={`${zero}%`} x2={`${zero}%`} y1={0} y2="100%" className="stroke-soft/60" strokeWidth={1} />
            </svg>
            <span className={`money text-right ${value < 0 ? 'text-bad' : value > 0 ? 'text-good' : 'text-soft'}`}>
              {text}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

/** Where a bar begins and how long it is, in percent of the whole span. low: where the span begins. */
export function barOf(value: number, low: number, span: number): { start: number; size: number } {
  const from = Math.min(0, value)
  return { start: ((from - low) / span) * 100, size: (Math.abs(value) / span) * 100 }
}
