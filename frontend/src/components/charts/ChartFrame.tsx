import { useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { Button } from '@/components/ui'
import { placeAfter } from './useCursor'

interface Props {
  title: string
  /** Where the drawing goes, and how large it is. */
  element: RefObject<HTMLDivElement | null>
  size: { className?: string; height?: number }
  /** What stands at the cursor, above the drawing. */
  legend: ReactNode
  /** Beside it, before the way to the table. */
  tools?: ReactNode
  /** The same figures as rows. */
  table: ReactNode
  /** The place of the cursor among `count`, null for none; what the keys make of it. */
  at: number | null
  count: number
  onPlace: (place: number | null) => void
}

/** What every drawing on a canvas has around it: legend, tools, a cursor for the keyboard, and a table. */
export function ChartFrame({ title, element, size, legend, tools, table, at, count, onPlace }: Props) {
  const [isTable, setTable] = useState(false)
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.key === 'Escape' ? null : placeAfter(event.key, at, count)
    if (next === null && event.key !== 'Escape') return
    event.preventDefault()
    onPlace(next)
  }
  return (
    <figure>
      <div className="mb-3 flex flex-wrap items-start justify-between gap-3">
        {legend}
        <div className="flex flex-wrap items-center gap-2">
          {tools}
          <Button
            aria-pressed={isTable}
            onClick={() => {
              setTable(!isTable)
            }}
          >
            Table
          </Button>
        </div>
      </div>
      <div
        ref={element}
        role="group"
        aria-roledescription="chart"
        aria-label={`${title}. Use the arrow keys to read its values.`}
        tabIndex={0}
        className={`rounded-sm ${size.className ?? ''}`}
        style={{ height: size.height }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          onPlace(null)
        }}
      />
      <p className="mt-1 text-right text-[11px] text-soft">
        <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer" className="hover:underline">
          Drawn by TradingView Lightweight Charts™
        </a>
      </p>
      {isTable && <div className="mt-3 overflow-hidden rounded-lg border border-line">{table}</div>}
    </figure>
  )
}
