import { useMemo, useState } from 'react'

export interface Sort {
  /** A column's id. */
  by: string
  descending: boolean
}

/** A column that is clicked: it sorts, the other way round when it did already. */
export const sortedBy = (sort: Sort | null, by: string, largestFirst = false): Sort => ({
  by,
  descending: sort?.by === by ? !sort.descending : largestFirst,
})

type Key = string | number | bigint | null

/** Put rows in order by a key each; rows without one come last either way, equal ones stay as they were. */
export function sortRows<Row>(rows: readonly Row[], keyOf: (row: Row) => Key, descending: boolean): Row[] {
  const turn = descending ? -1 : 1
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((one, other) => {
      if (one.key === null || other.key === null) return Number(one.key === null) - Number(other.key === null)
      return turn * compared(one.key, other.key)
    })
    .map(({ row }) => row)
}

function compared(one: NonNullable<Key>, other: NonNullable<Key>): number {
  if (typeof one === 'string' || typeof other === 'string') {
    return String(one).localeCompare(String(other), undefined, { numeric: true })
  }
  return one < other ? -1 : Number(one > other)
}

/**
 * Sort rows that are all here; pages of a longer list have to be sorted by the server.
 * keys: what each sortable column is ordered by.
 */
export function useSortedRows<Row>(
  rows: readonly Row[],
  keys: Record<string, (row: Row) => Key>,
  start: Sort | null = null,
): { rows: Row[]; sort: Sort | null; onSort: (sort: Sort) => void } {
  const [sort, onSort] = useState(start)
  const sorted = useMemo(() => {
    const keyOf = sort ? keys[sort.by] : undefined
    return sort && keyOf ? sortRows(rows, keyOf, sort.descending) : [...rows]
  }, [rows, keys, sort])
  return { rows: sorted, sort, onSort }
}
