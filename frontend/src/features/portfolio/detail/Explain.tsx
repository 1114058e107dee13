import type { ReactNode } from 'react'
import { Dialog } from '@/components/Dialog'
import { Failure, Loading } from '@/components/ui'
import { dayInText } from '@/lib/dayInText'
import { dayWords } from '@/lib/days'
import { decimalText } from '@/lib/format'
import { termText } from './termText'
import { useLocale } from '@/lib/user'
import { isComputing, type Terms } from '../shared/api'
import { sizeOf } from './Activities'
import { useBooked, useExplanation, type Asked, type Explanation, type Line } from './api'
import { typeName } from '../shared/activityTypes'

interface Props {
  id: number
  terms: Terms
  asked: Asked | null
  onClose: () => void
}

/** The drawer that tells where a figure comes from. */
export function Explain({ asked, onClose, ...rest }: Props) {
  const of = asked?.symbol ? ` of ${asked.symbol}` : ''
  return (
    <Dialog drawer wide title={`Where from? ${asked?.name ?? ''}${of}`} open={asked !== null} onClose={onClose}>
      {asked && <Body asked={asked} {...rest} />}
    </Dialog>
  )
}

function Body({ id, asked, terms }: { id: number; asked: Asked; terms: Terms }) {
  const { data, error, refetch, failureReason } = useExplanation(id, asked, terms)
  if (!data && error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return isComputing(failureReason) ? <p role="status">Computing…</p> : <Loading />
  return (
    <div className="space-y-5 text-sm">
      <p className="rounded-lg bg-raised px-3 py-2">{data.formula}</p>
      <Lines lines={data.lines} />
      <Activities id={id} places={data.places} />
      <Prices prices={data.prices} />
      <Rates rates={data.rates} />
    </div>
  )
}

const MAX_SHOWN = 200

function Section({ title, rows }: { title: string; rows: ReactNode[] }) {
  if (rows.length === 0) return null
  const left = rows.length - MAX_SHOWN
  return (
    <section>
      <h3 className="mb-1 font-semibold">{title}</h3>
      <ul className="divide-y divide-line">{rows.slice(0, MAX_SHOWN)}</ul>
      {left > 0 && <p className="mt-1 text-xs text-soft">and {left} more</p>}
    </section>
  )
}

const Entry = ({ label, children }: { label: string; children: ReactNode }) => (
  <li className="flex justify-between gap-4 py-1.5">
    <span className="text-soft">{label}</span>
    <span className="money text-right">{children}</span>
  </li>
)

function Lines({ lines }: { lines: Line[] }) {
  const userLocale = useLocale()
  const number = (value: string | number | null) => (value === null ? 'not known' : termText(value, userLocale.locale))
  const rows = lines.map(({ on, what, parts }, place) => (
    <Entry key={place} label={`${dayWords(on, userLocale)}, ${what.replaceAll('_', ' ')}`}>
      {Object.entries(parts).map(([name, value]) => (
        <span key={name} className="block">
          <span className="text-soft">{name.replaceAll('_', ' ')}</span> {number(value)}
        </span>
      ))}
    </Entry>
  ))
  return <Section title="Terms" rows={rows} />
}

function Activities({ id, places }: { id: number; places: number[] }) {
  const userLocale = useLocale()
  const { data } = useBooked(id, places.length > 0)
  const rows = places.flatMap((place) => {
    const activity = data?.[place]
    if (!activity) return []
    const name = `${typeName(activity.type)} ${activity.symbol ?? ''}`
    return (
      <Entry key={place} label={`${dayWords(activity.on, userLocale)}, ${name}`}>
        {sizeOf(activity, userLocale.locale)}
      </Entry>
    )
  })
  return <Section title="Activities" rows={rows} />
}

function Prices({ prices }: { prices: Explanation['prices'] }) {
  const userLocale = useLocale()
  const rows = prices.map(({ symbol, on, price, currency, priced_on }) => (
    <Entry key={`${symbol} ${on}`} label={`${symbol} on ${dayInText(on, userLocale)}`}>
      {price === null ? 'not known' : `${decimalText(price, userLocale.locale)} ${currency}`}
      <span className="block text-xs text-soft">
        {priced_on === null ? 'the last trade’s price' : `close of ${dayInText(priced_on, userLocale)}`}
      </span>
    </Entry>
  ))
  return <Section title="Prices" rows={rows} />
}

function Rates({ rates }: { rates: Explanation['rates'] }) {
  const userLocale = useLocale()
  const rows = rates.map(({ on, currency, rate, rate_on }) => (
    <Entry key={`${currency} ${on}`} label={`${currency} on ${dayInText(on, userLocale)}`}>
      {rate === null ? 'not known' : decimalText(rate, userLocale.locale)}
      <span className="block text-xs text-soft">
        {rate_on === null ? 'stated with the activity' : `rate of ${dayInText(rate_on, userLocale)}`}
      </span>
    </Entry>
  ))
  return <Section title="Exchange rates" rows={rows} />
}
