import { extent } from './extent'

export interface HeatCell {
  /** null where there is none, such as a month that has not come yet. */
  value: number | null
  /** The figure in words, with its sign. */
  text: string
}
export interface HeatRow {
  /** '2026' */
  label: string
  cells: readonly HeatCell[]
  /** The whole row's figure. */
  total?: HeatCell
}

interface Props {
  title: string
  /** What the columns are: 'Jan' to 'Dec', and 'Year' where rows have a total. */
  heads: readonly string[]
  rows: readonly HeatRow[]
}
/** The strongest tint, in percent: text on it stays readable. */
const MAX_TINT = 42

/** Months of years, or any two dimensions of time, as a table whose cells are tinted by gain and loss. */
export function CalendarHeat({ title, heads, rows }: Props) {
  const [low, high] = extent(rows.flatMap(({ cells }) => cells.map(({ value }) => value)))
  const most = Math.max(-low, high) || 1
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={title}>
      <table className="w-full min-w-[44rem] border-separate border-spacing-0.5 text-center text-xs">
        <caption className="sr-only">{title}</caption>
        <thead className="text-soft">
          <tr>
            <td />
            {heads.map((head) => (
              <th key={head} scope="col" className="px-1 py-1 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, cells, total }) => (
            <tr key={label}>
              <th scope="row" className="sticky left-0 bg-card px-2 py-1.5 text-left font-medium">
                {label}
              </th>
              {cells.map((cell, place) => (
                <Cell key={place} cell={cell} most={most} />
              ))}
              {total && <td className="money whitespace-nowrap px-1 py-1.5 font-semibold">{total.text}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ cell: { value, text }, most }: { cell: HeatCell; most: number }) {
  if (value === null) return <td className="rounded bg-raised/40 px-1 py-1.5 text-soft">{text}</td>
  return (
    <td className="money whitespace-nowrap rounded px-1 py-1.5" style={{ backgroundColor: tintOf(value, most) }}>
      {text}
    </td>
  )
}

/** most: the size of the strongest value either way. */
export function tintOf(value: number, most: number): string {
  const strength = Math.round(Math.min(1, Math.abs(value) / most) * MAX_TINT)
  return `color-mix(in srgb, var(${value < 0 ? '--bad' : '--good'}) ${strength}%, var(--card))`
}
