import { useState } from 'react'
import { StackedBar } from '@/components/charts/StackedBar'
import { Card, Empty, Select } from '@/components/ui'
import { money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Performance, Share, Split } from '../shared/api'

const SPLITS: [Split, string][] = [
  ['by_holding', 'Holding'],
  ['by_currency', 'Currency'],
  ['by_class', 'Asset class'],
  ['by_region', 'Region'],
  ['by_sector', 'Sector'],
]
const FILLS = ['fill-accent', 'fill-good', 'fill-warn', 'fill-bad', 'fill-soft']
const DOTS = ['bg-accent', 'bg-good', 'bg-warn', 'bg-bad', 'bg-soft']
const colourAt = (place: number) => Math.min(place, FILLS.length - 1)

/** How the value is spread, as a bar and as a table. What is short has no part of the bar. */
export function Allocation({ performance: { allocation, currency } }: { performance: Performance }) {
  const [split, setSplit] = useState<Split>('by_holding')
  const shares = allocation[split]
  const choose = (
    <Select
      label="Split by"
      hideLabel
      value={split}
      onChange={(event) => {
        setSplit(event.target.value as Split)
      }}
    >
      {SPLITS.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </Select>
  )
  return (
    <Card title="Allocation" action={choose}>
      {shares.length === 0 ? (
        <Empty title="Nothing is held" />
      ) : (
        <div className="space-y-3 p-4 sm:p-5">
          <StackedBar
            parts={shares.map(({ key, weight }, place) => ({
              name: key,
              value: Math.max(0, (weight ?? 0) * 100),
              fill: FILLS[colourAt(place)] ?? '',
            }))}
          />
          <SharesTable shares={shares} currency={currency} />
        </div>
      )}
    </Card>
  )
}

function SharesTable({ shares, currency }: { shares: Share[]; currency: string }) {
  const { locale } = useLocale()
  const part = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Allocation</caption>
      <tbody>
        {shares.map(({ key, value, weight }, place) => (
          <tr key={key}>
            <th scope="row" className="py-1 text-left font-normal">
              <span aria-hidden className={`mr-2 inline-block size-2.5 rounded-full ${DOTS[colourAt(place)] ?? ''}`} />
              {key}
            </th>
            <td className="money text-right">{value === null ? 'not known' : money(value, currency, locale)}</td>
            <td className="money w-20 text-right text-soft">{weight === null ? '–' : part.format(weight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
