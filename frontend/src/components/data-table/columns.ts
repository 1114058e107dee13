import type { CSSProperties, ReactNode } from 'react'

export interface Column<Row> {
  id: string
  /** What stands above it. */
  head: ReactNode
  cell: (row: Row, index: number) => ReactNode
  /** Its track in the row's grid: '8rem', 'minmax(0,1fr)'. */
  width: string
  /** The track on a phone, where that is another one. */
  phoneWidth?: string
  /** From which width of the window on it is there; where it is left out, always. */
  from?: 'md' | 'lg'
  /** It stays in sight where the table scrolls to the side. */
  pinned?: boolean
  /** Figures stand at the right. */
  right?: boolean
  /** Rows can be put into its order; see `sort`. */
  sortable?: boolean
  /** Its order begins with the largest. */
  largestFirst?: boolean
}

const SHOWN = { md: 'hidden md:block', lg: 'hidden lg:block' }

export const cellClass = <Row>({ from, right = false, pinned = false }: Column<Row>) =>
  `min-w-0 ${from ? SHOWN[from] : ''} ${right ? 'text-right' : ''} ${pinned ? 'sticky left-0 z-[1] -ml-4 bg-card pl-4 sm:-ml-5 sm:pl-5' : ''}`

/** The grid of a row, by what is shown at which width of the window. */
export const ROW_GRID =
  'grid grid-cols-(--columns) items-center gap-3 px-4 sm:px-5 md:gap-4 md:grid-cols-(--columns-md) lg:grid-cols-(--columns-lg)'

/** The tracks of `ROW_GRID`, to be set once above all rows. */
export function tracksOf<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const tracks = (shown: readonly Column<Row>['from'][], phone = false) =>
    columns
      .filter(({ from }) => shown.includes(from))
      .map(({ width, phoneWidth }) => (phone ? (phoneWidth ?? width) : width))
      .join(' ')
  return {
    '--columns': tracks([undefined], true),
    '--columns-md': tracks([undefined, 'md']),
    '--columns-lg': tracks([undefined, 'md', 'lg']),
  } as CSSProperties
}
