import { useImperativeHandle, useRef, type HTMLAttributes, type ReactNode, type Ref } from 'react'
import { Button, Failure, Loading } from '@/components/ui'
import { cellClass, ROW_GRID, tracksOf, type Column } from './columns'
import type { Sort } from './sort'
import { TableHead } from './TableHead'
import { useRowCursor } from './useRowCursor'
import { useVirtualRows, type MoreRows, type VirtualRows } from './useVirtualRows'

/** The question that the rows answer, as the query cache has it. */
export interface RowSource extends Partial<MoreRows> {
  isPending: boolean
  error: unknown
  refetch: () => unknown
}

export interface TableHandle {
  scrollToRow: (index: number) => void
  /** Scroll to a row and put the keyboard's cursor there. */
  focusRow: (index: number) => void
  /** Heights are asked for anew. */
  remeasure: () => void
}

interface Props<Row> extends Omit<HTMLAttributes<HTMLDivElement>, 'children' | 'onKeyDown'> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string | number
  /** The height of a row in pixels, its line included; rows whose height depends on their text are `measured`. */
  rowPx: number | ((index: number) => number)
  measured?: boolean
  /** Left out where the rows are all here. */
  source?: RowSource
  /** Shown where there are no rows. */
  empty: ReactNode
  sort?: Sort | null
  onSort?: (sort: Sort) => void
  /** What stands above a row, such as the day that begins with it. */
  above?: (row: Row, index: number) => ReactNode
  rowProps?: (row: Row) => RowProps
  /** A phone shows the column heads, too. */
  phoneHead?: boolean
  /** Where the window is narrower than this, the table scrolls to the side: '44rem'. */
  minWidth?: string
  initialOffset?: number
  bodyClassName?: string
  ref?: Ref<TableHandle>
}
type RowProps = HTMLAttributes<HTMLDivElement> & Record<`data-${string}`, string>

/** A table of any length: column heads, rows in sight, a keyboard's cursor, and what is said instead of rows. */
export function DataTable<Row>({ empty, ...table }: Props<Row>) {
  const { rows, source } = table
  if (rows.length > 0) return <Table {...table} />
  if (source?.isPending) return <Loading rows={8} />
  if (source?.error) return <Failure error={source.error} retry={() => void source.refetch()} />
  return empty
}

function Table<Row>(props: Omit<Props<Row>, 'empty'>) {
  const { label, columns, rows, keyOf, rowPx, measured, source, sort = null, onSort, above, rowProps, ...rest } = props
  const {
    phoneHead = false,
    minWidth,
    initialOffset = 0,
    bodyClassName = '',
    ref,
    className = '',
    style,
    ...frameProps
  } = rest
  const frame = useRef<HTMLDivElement>(null)
  const more = moreOf(source)
  const heightOf = typeof rowPx === 'number' ? () => rowPx : rowPx
  const virtual = useVirtualRows({ frame, rows, keyOf, heightOf, initialOffset, more })
  const { onKeyDown, focusRow } = useRowCursor(frame, {
    count: rows.length,
    firstInSight: () => virtual.range?.startIndex ?? 0,
    scrollTo: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' })
    },
  })
  useTableHandle(ref, virtual, focusRow)
  return (
    <>
      <div
        ref={frame}
        role="table"
        aria-label={label}
        aria-rowcount={more?.hasNextPage ? -1 : rows.length + 1}
        tabIndex={0}
        className={`overflow-y-auto overscroll-contain [overflow-anchor:none] ${className}`}
        style={{ ...tracksOf(columns), ...style }}
        onKeyDown={onKeyDown}
        {...frameProps}
      >
        <TableHead {...{ columns, sort, onSort, phoneHead, minWidth }} />
        <div
          role="rowgroup"
          className={`relative ${bodyClassName}`}
          style={{ minWidth, height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ key, index, start, size }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <div
                key={key}
                ref={measured ? virtual.measureElement : undefined}
                data-index={index}
                className="absolute inset-x-0 flex flex-col"
                style={{ transform: `translateY(${start}px)`, height: measured ? undefined : size }}
              >
                {above?.(row, index)}
                <TableRow {...{ columns, row, index, rowProps }} />
              </div>
            )
          })}
        </div>
      </div>
      {more?.isFetchNextPageError && <More retry={() => void more.fetchNextPage()} />}
    </>
  )
}

function moreOf(source: RowSource | undefined): MoreRows | undefined {
  if (source?.fetchNextPage === undefined) return undefined
  const { hasNextPage = false, isFetchingNextPage = false, isFetchNextPageError = false, fetchNextPage } = source
  return { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage }
}

function useTableHandle(ref: Ref<TableHandle> | undefined, virtual: VirtualRows, focusRow: (index: number) => void) {
  useImperativeHandle(ref, () => ({
    scrollToRow: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' })
    },
    focusRow,
    remeasure: () => {
      virtual.measure()
    },
  }))
}

interface TableRowProps<Row> {
  columns: readonly Column<Row>[]
  row: Row
  index: number
  rowProps: ((row: Row) => RowProps) | undefined
}

function TableRow<Row>({ columns, row, index, rowProps }: TableRowProps<Row>) {
  const { className = '', ...given } = rowProps?.(row) ?? {}
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${ROW_GRID} relative min-h-0 flex-1 border-b border-line text-sm ${className}`}
      {...given}
    >
      {columns.map((column) => (
        <div key={column.id} role="cell" className={cellClass(column)}>
          {column.cell(row, index)}
        </div>
      ))}
    </div>
  )
}

function More({ retry }: { retry: () => void }) {
  return (
    <p role="alert" className="flex items-center justify-center gap-3 border-t border-line px-4 py-3 text-sm text-soft">
      The next rows could not be loaded.
      <Button onClick={retry}>Try again</Button>
    </p>
  )
}
