import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useEffect, type RefObject } from 'react'

const FETCH_AHEAD_ROWS = 30
const OVERSCAN_ROWS = 12

export type VirtualRows = Virtualizer<HTMLDivElement, HTMLDivElement>

/** Where older rows come from as one scrolls down. */
export interface MoreRows {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  fetchNextPage: () => unknown
}

interface Options<Row> {
  frame: RefObject<HTMLDivElement | null>
  rows: readonly Row[]
  keyOf: (row: Row) => string | number
  heightOf: (index: number) => number
  initialOffset: number
  more: MoreRows | undefined
}

/** Only the rows in sight exist; a hundred thousand scroll like ten. */
export function useVirtualRows<Row>({ frame, rows, keyOf, heightOf, initialOffset, more }: Options<Row>): VirtualRows {
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
    // What failed is asked for again by a click.
    if (!more?.hasNextPage || more.isFetchingNextPage || more.isFetchNextPageError) return
    if (last >= rows.length - FETCH_AHEAD_ROWS) more.fetchNextPage()
  }, [last, rows.length, more])
  return virtual
}
