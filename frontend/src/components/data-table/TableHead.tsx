import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { cellClass, ROW_GRID, type Column } from './columns'
import { sortedBy, type Sort } from './sort'

interface Props<Row> {
  columns: readonly Column<Row>[]
  sort: Sort | null
  onSort: ((sort: Sort) => void) | undefined
  phoneHead: boolean
  minWidth: string | undefined
}

/** The column heads. A phone has no room for them, unless rows can be sorted by them. */
export function TableHead<Row>({ columns, sort, onSort, phoneHead, minWidth }: Props<Row>) {
  const isAlways = phoneHead || (onSort !== undefined && columns.some(({ sortable }) => sortable))
  return (
    <div
      role="rowgroup"
      className={`sticky top-0 z-[2] border-b border-line bg-card ${isAlways ? '' : 'hidden md:block'}`}
      style={{ minWidth }}
    >
      <div role="row" aria-rowindex={1} className={`${ROW_GRID} py-2.5 text-xs font-medium text-soft`}>
        {columns.map((column) => (
          <span
            key={column.id}
            role="columnheader"
            aria-sort={column.sortable && onSort ? ariaSort(sort, column.id) : undefined}
            className={cellClass(column)}
          >
            {column.sortable && onSort ? <SortButton {...{ column, sort, onSort }} /> : column.head}
          </span>
        ))}
      </div>
    </div>
  )
}

function ariaSort(sort: Sort | null, id: string): 'ascending' | 'descending' | 'none' {
  if (sort?.by !== id) return 'none'
  return sort.descending ? 'descending' : 'ascending'
}

interface SortButtonProps<Row> {
  column: Column<Row>
  sort: Sort | null
  onSort: (sort: Sort) => void
}

function SortButton<Row>({ column, sort, onSort }: SortButtonProps<Row>) {
  const { id, head, right = false, largestFirst } = column
  const isChosen = sort?.by === id
  const Icon = !isChosen ? ChevronsUpDown : sort.descending ? ArrowDown : ArrowUp
  return (
    <button
      type="button"
      className={`inline-flex min-h-6 max-w-full items-center gap-1 rounded hover:text-ink ${right ? 'flex-row-reverse' : ''} ${isChosen ? 'text-ink' : ''}`}
      onClick={() => {
        onSort(sortedBy(sort, id, largestFirst))
      }}
    >
      <span className="truncate">{head}</span>
      <Icon aria-hidden className={`size-3.5 shrink-0 ${isChosen ? '' : 'opacity-60'}`} />
    </button>
  )
}
