import { useState } from 'react'
import { Treemap } from '@/components/charts/Treemap'
import { Select } from '@/components/fields'
import { Card, Empty } from '@/components/ui'
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
const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6']
/** The largest have a colour each; the rest share one. */
const colourAt = (place: number) => `var(${COLOURS[place] ?? '--soft'})`

/** How the value is spread, as tiles and as a table. What is short has no tile. */
export function Allocation({ performance: { allocation, currency } }: { performance: Performance }) {
  const [split, setSplit] = useState<Split>('by_holding')
  const { locale } = useLocale()
  const shares = allocation[split]
  const texts = textsOf(currency, locale)
  const choose = (
    <Select label="Split by" hideLabel value={split} options={SPLITS} onChange={setSplit} className="w-36" />
  )
  return (
    <Card title="Allocation" action={choose}>
      {shares.length === 0 ? (
        <Empty title="Nothing is held" />
      ) : (
        <div className="space-y-3 p-4 sm:p-5">
          <Treemap
            title={`Allocation by ${nameOf(split)}`}
            height={200}
            tiles={shares.map((share, place) => ({
              id: share.key,
              label: share.key,
              value: share.weight ?? 0,
              note: `${texts.value(share)}, ${texts.weight(share)}`,
              colour: colourAt(place),
            }))}
          />
          <SharesTable shares={shares} texts={texts} />
        </div>
      )}
    </Card>
  )
}

const nameOf = (split: Split) => (SPLITS.find(([each]) => each === split)?.[1] ?? split).toLowerCase()

function textsOf(currency: string, locale: string) {
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return {
    value: ({ value }: Share) => (value === null ? 'not known' : money(value, currency, locale)),
    weight: ({ weight }: Share) => (weight === null ? '–' : percent.format(weight)),
  }
}

const SharesTable = ({ shares, texts }: { shares: Share[]; texts: ReturnType<typeof textsOf> }) => (
  <table className="w-full text-sm">
    <caption className="sr-only">Allocation</caption>
    <tbody>
      {shares.map((share, place) => (
        <tr key={share.key}>
          <th scope="row" className="py-1 text-left font-normal [overflow-wrap:anywhere]">
            <span
              aria-hidden
              className="mr-2 inline-block size-2.5 rounded-full"
              style={{ backgroundColor: colourAt(place) }}
            />
            {share.key}
          </th>
          <td className="money text-right">{texts.value(share)}</td>
          <td className="money w-20 text-right text-soft">{texts.weight(share)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
