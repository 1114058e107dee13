export type { Column } from './columns'
export { DataTable, type RowSource, type TableHandle } from './DataTable'
export { RowButton } from './RowButton'
export { sortRows, useSortedRows, type Sort } from './sort'
