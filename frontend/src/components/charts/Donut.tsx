import { arc, pie, type PieArcDatum } from 'd3-shape'
import { ChartTable } from './ChartTable'
import { useCursor } from './useCursor'

export interface Part {
  label: string
  colour: string
  share: number
  /** The part in words, such as its amount and percentage. */
  note: string
}

interface Props {
  parts: Part[]
  title: string
  /** What stands in the middle while no part is pointed at. */
  whole: string
}
const OUTER = 50
const INNER = 36
const GAP_RAD = 0.035

const slices = pie<Part>()
  .sort(null)
  .value(({ share }) => share)
const ring = arc<PieArcDatum<Part>>().innerRadius(INNER).outerRadius(OUTER).padAngle(GAP_RAD)

/** Shares of a whole as a ring; the arrow keys go from one to the next, and a table says the same. */
export function Donut({ parts, title, whole }: Props) {
  const { at, ...cursor } = useCursor(parts.map(({ label }) => label))
  const chosen = at === null ? undefined : parts[at]
  return (
    <figure className="relative size-40 shrink-0">
      <svg role="img" aria-label={title} tabIndex={0} viewBox="-50 -50 100 100" className="size-full" {...cursor}>
        {slices(parts).map((slice, place) => (
          <path
            key={place}
            data-place={place}
            d={ring(slice) ?? undefined}
            fill={slice.data.colour}
            opacity={at === null || at === place ? 1 : 0.4}
          />
        ))}
      </svg>
      <figcaption
        aria-live="polite"
        className="pointer-events-none absolute inset-8 grid place-content-center text-center text-sm font-semibold tracking-tight"
      >
        {chosen ? (
          <>
            <span className="line-clamp-2 text-xs font-normal text-soft">{chosen.label}</span>
            <span className="money text-xs">{chosen.note}</span>
          </>
        ) : (
          <span className="money">{whole}</span>
        )}
      </figcaption>
      <ChartTable title={title} rows={parts.map(({ label, note }) => [label, note])} />
    </figure>
  )
}
