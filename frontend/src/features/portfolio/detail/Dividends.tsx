import { useQuery } from '@tanstack/react-query'
import { Bars } from '@/components/charts'
import { Badge, Card } from '@/components/ui'
import { request } from '@/lib/api/client'
import type { components } from '@/lib/api/schema'
import { dayWords } from '@/lib/days'
import { money, moment, percent } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { portfolioKey, untilComputed } from '../shared/api'

type Schemas = components['schemas']
type Found = Schemas['DividendsOut']
type Payment = Schemas['DividendsOut.DividendPaymentOut']
const SHOWN = 8

/** What was paid and what is to be expected, by month; nothing where nothing pays. */
export function Dividends({ id }: { id: number }) {
  const { data } = useQuery({
    queryKey: [...portfolioKey(id), 'dividends'],
    queryFn: ({ signal }) => request<Found>(`/api/portfolios/${id}/dividends`, { signal }),
    ...untilComputed,
  })
  if (!data || data.payments.length === 0) return null
  return (
    <Card title="Dividends">
      <div className="space-y-4 p-4 sm:p-5">
        <Months found={data} />
        <Next payments={data.payments.filter(({ state }) => state === 'expected').slice(0, SHOWN)} />
        <Payers found={data} />
      </div>
    </Card>
  )
}

function Months({ found: { months, currency } }: { found: Found }) {
  const { locale } = useLocale()
  const words = (decimal: string | null, what: string) =>
    decimal === null || Number(decimal) === 0 ? [] : [`${money(decimal, currency, locale)} ${what}`]
  const bars = months.map(({ month, confirmed, expected }) => ({
    label: moment(`${month}-15T12:00:00Z`, { locale, timeZone: 'UTC' }, 'monthOfYear'),
    value: Number(confirmed ?? 0) + Number(expected ?? 0),
    note: [...words(confirmed, 'paid'), ...words(expected, 'expected')].join(', ') || 'nothing',
  }))
  return <Bars title="Dividends by month" bars={bars} format={(value) => money(String(value), currency, locale)} />
}

function Next({ payments }: { payments: Payment[] }) {
  const userLocale = useLocale()
  if (payments.length === 0) return null
  return (
    <ul className="divide-y divide-line text-sm" aria-label="Expected dividends">
      {payments.map(({ on, symbol, amount, currency, is_late }) => (
        <li key={`${on} ${symbol ?? ''}`} className="flex items-center gap-3 py-2">
          <span className="w-28 shrink-0 text-soft">{dayWords(on, userLocale)}</span>
          <span className="min-w-0 flex-1 truncate font-medium">{symbol}</span>
          <Badge tone={is_late ? 'warn' : 'calm'}>{is_late ? 'late' : 'expected'}</Badge>
          <span className="money">about {money(amount, currency, userLocale.locale)}</span>
        </li>
      ))}
    </ul>
  )
}

const RHYTHMS = { monthly: 'monthly', quarterly: 'quarterly', half_yearly: 'twice a year', yearly: 'yearly' } as const

function Payers({ found: { payers, currency } }: { found: Found }) {
  const { locale } = useLocale()
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Who pays dividends</caption>
      <thead className="text-xs text-soft">
        <tr>
          <th className="py-1 text-left font-normal">Holding</th>
          <th className="text-left font-normal">Pays</th>
          <th className="text-right font-normal">Last 12 months</th>
          <th className="text-right font-normal">Yield on cost</th>
        </tr>
      </thead>
      <tbody>
        {payers.map(({ symbol, rhythm, last_year, yield_on_cost }) => (
          <tr key={symbol}>
            <th scope="row" className="py-1 text-left font-medium">
              {symbol}
            </th>
            <td className="text-soft">{rhythm === null ? 'irregularly' : RHYTHMS[rhythm]}</td>
            <td className="money text-right">{last_year === null ? '–' : money(last_year, currency, locale)}</td>
            <td className="money text-right">
              {yield_on_cost === null ? '–' : percent(Number(yield_on_cost), locale).replace('+', '')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
