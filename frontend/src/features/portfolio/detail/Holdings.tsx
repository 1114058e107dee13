import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { Card, Empty } from '@/components/ui'
import { decimalText } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Holding } from '../shared/api'
import type { Asked } from './api'
import { FigureButton } from './FigureButton'
import { COLUMNS, figureOf, inOrder, orderAfter, type Column, type Order } from './order'

interface Props {
  holdings: Holding[]
  onAsk: (asked: Asked) => void
}

export function Holdings({ holdings, onAsk }: Props) {
  const [order, setOrder] = useState<Order>({ column: 'value', descending: true })
  if (holdings.length === 0) {
    return (
      <Card title="Holdings">
        <Empty title="Nothing was held in this period" />
      </Card>
    )
  }
  return (
    <Card title="Holdings">
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Holdings">
        <table className="w-full min-w-[44rem] text-sm">
          <thead>
            <tr className="border-b border-line">
              {COLUMNS.map(([column, name]) => (
                <HeadCell
                  key={column}
                  {...{ column, name, order }}
                  onSort={() => {
                    setOrder(orderAfter(order, column))
                  }}
                />
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {inOrder(holdings, order).map((holding) => (
              <Row key={holding.symbol} holding={holding} onAsk={onAsk} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

interface HeadCellProps {
  column: Column
  name: string
  order: Order
  onSort: () => void
}

function HeadCell({ column, name, order, onSort }: HeadCellProps) {
  const isSorted = order.column === column
  const Arrow = order.descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : undefined}
      className={`px-3 py-2 text-xs font-medium text-soft first:pl-5 last:pr-5 ${column === 'symbol' ? 'text-left' : 'text-right'}`}
    >
      <button type="button" className="inline-flex items-center gap-1 hover:text-ink" onClick={onSort}>
        {name}
        {isSorted && <Arrow className="size-3" aria-hidden />}
      </button>
    </th>
  )
}

const GAINS: Column[] = ['total_gain', 'contribution', 'twr']

function Row({ holding, onAsk }: { holding: Holding; onAsk: Props['onAsk'] }) {
  const { locale } = useLocale()
  const { symbol, quantity } = holding
  return (
    <tr>
      <th scope="row" className="py-2.5 pl-5 pr-3 text-left font-medium">
        {symbol}
      </th>
      <td className="money px-3 text-right">{decimalText(quantity, locale)}</td>
      {COLUMNS.slice(2).map(([column, name]) => (
        <td key={column} className="whitespace-nowrap px-3 text-right last:pr-5">
          <FigureButton
            {...{ name, symbol, onAsk }}
            figure={column}
            value={figureOf(holding, column)}
            gain={GAINS.includes(column)}
          />
        </td>
      ))}
    </tr>
  )
}
