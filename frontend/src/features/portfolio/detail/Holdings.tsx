import { DataTable, useSortedRows, type Column } from '@/components/data-table'
import { Card, Empty } from '@/components/ui'
import { decimalText } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Holding } from '../shared/api'
import type { Asked } from './api'
import { FigureButton } from './FigureButton'
import { COLUMNS, figureOf, KEYS, type ColumnId } from './order'

interface Props {
  holdings: Holding[]
  onAsk: (asked: Asked) => void
}
const ROW_PX = 45
const LARGEST = { by: 'value', descending: true }
const GAINS: ColumnId[] = ['total_gain', 'contribution', 'twr']

export function Holdings({ holdings, onAsk }: Props) {
  const { locale } = useLocale()
  const sorted = useSortedRows(holdings, KEYS, LARGEST)
  return (
    <Card title="Holdings" className="overflow-hidden">
      <DataTable
        label="Holdings"
        columns={columnsOf(locale, onAsk)}
        keyOf={({ symbol }) => symbol}
        rowPx={ROW_PX}
        minWidth="52rem"
        empty={<Empty title="Nothing was held in this period" />}
        className="max-h-[32rem]"
        {...sorted}
      />
    </Card>
  )
}

const columnsOf = (locale: string, onAsk: Props['onAsk']): Column<Holding>[] =>
  COLUMNS.map(([id, head]): Column<Holding> => {
    if (id === 'symbol') {
      const cell = ({ symbol }: Holding) => <span className="block truncate font-medium">{symbol}</span>
      return { id, head, cell, width: 'minmax(6rem,1.4fr)', sortable: true, pinned: true }
    }
    const figure = { id, head, width: 'minmax(0,1fr)', right: true, sortable: true, largestFirst: true }
    if (id === 'quantity') {
      return { ...figure, cell: ({ quantity }) => <span className="money">{decimalText(quantity, locale)}</span> }
    }
    return { ...figure, cell: (holding) => <HoldingFigure {...{ id, head, holding, onAsk }} /> }
  })

interface HoldingFigureProps {
  id: ColumnId
  head: string
  holding: Holding
  onAsk: Props['onAsk']
}

/** The keyboard's cursor walks through the values. */
const HoldingFigure = ({ id, head, holding, onAsk }: HoldingFigureProps) => (
  <FigureButton
    figure={id}
    name={head}
    symbol={holding.symbol}
    value={figureOf(holding, id)}
    gain={GAINS.includes(id)}
    isRowButton={id === 'value'}
    className="whitespace-nowrap"
    onAsk={onAsk}
  />
)
