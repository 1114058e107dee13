import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type HTMLAttributes, type ReactNode, type RefObject } from 'react'

const FETCH_AHEAD_ROWS = 30
const OVERSCAN_ROWS = 12

export type Rows = Virtualizer<HTMLDivElement, HTMLDivElement>

interface Options<Row> {
  rows: Row[]
  keyOf: (row: Row) => string | number
  /** The height of a row, in pixels; what is `measured` may turn out otherwise. */
  heightOf: (index: number) => number
  measured?: boolean
  initialOffset?: number
  /** Where older rows come from as one scrolls down. */
  list?: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
}

export interface Table<Row> extends Options<Row> {
  frame: RefObject<HTMLDivElement | null>
  virtual: Rows
}

/** Only the rows in sight exist; a hundred thousand scroll like ten. */
export function useVirtualTable<Row>(options: Options<Row>): Table<Row> {
  const { rows, keyOf, heightOf, initialOffset = 0, list } = options
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => frame.current,
    getItemKey: (index) => (rows[index] === undefined ? index : keyOf(rows[index])),
    estimateSize: heightOf,
    initialOffset,
    overscan: OVERSCAN_ROWS,
  })
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (!list?.hasNextPage || list.isFetchingNextPage) return
    if (last >= rows.length - FETCH_AHEAD_ROWS) void list.fetchNextPage()
  }, [last, rows.length, list])
  return { ...options, frame, virtual }
}

interface Props<Row> extends Omit<HTMLAttributes<HTMLDivElement>, 'children'> {
  table: Table<Row>
  label: string
  /** The row of column heads; phones leave it out. */
  head: ReactNode
  bodyClassName?: string
  /** A row's cells within its own `role="row"`. */
  children: (row: Row, index: number) => ReactNode
}

/** A scrolling table of rows in sight; its columns are the caller's grid. */
export function VirtualTable<Row>({ table, label, head, bodyClassName = '', children, ...rest }: Props<Row>) {
  const { frame, rows, virtual, measured = false, list } = table
  return (
    <div
      ref={frame}
      role="table"
      aria-label={label}
      aria-rowcount={list?.hasNextPage ? -1 : rows.length + 1}
      tabIndex={0}
      {...rest}
    >
      <div role="rowgroup" className="sticky top-0 z-[2] hidden border-b border-line bg-card md:block">
        {head}
      </div>
      <div role="rowgroup" className={`relative ${bodyClassName}`} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <div
              key={key}
              ref={measured ? virtual.measureElement : undefined}
              data-index={index}
              className="absolute inset-x-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {children(row, index)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Plain column heads; those at `right` stand over figures. */
export function ColumnHeads({ names, grid, right = [] }: { names: string[]; grid: string; right?: string[] }) {
  return (
    <div role="row" className={`${grid} px-5 py-2.5 text-xs font-medium text-soft`}>
      {names.map((name) => (
        <span key={name} role="columnheader" className={right.includes(name) ? 'text-right' : ''}>
          {name}
        </span>
      ))}
    </div>
  )
}
