import { useState } from 'react'
import { NavLink } from 'react-router'
import { useLocale } from '@/lib/user'
import { percent } from '@/lib/format'
import type { Instrument } from '../shared/api'
import { lookOf, priceText } from '../shared/prices'

/** More than these are searched rather than looked through. */
const MANY = 8
const ENTRY =
  'flex items-baseline justify-between gap-3 rounded-lg border px-3 py-2 text-sm transition lg:border-transparent'

/** The instruments that are ready, with price and change; a row on a phone, a column beside the chart. */
export function Picker({ instruments, shown }: { instruments: Instrument[]; shown: string }) {
  const [typed, setTyped] = useState('')
  const text = typed.trim().toLowerCase()
  const found = instruments.filter(({ symbol, name }) => `${symbol} ${name}`.toLowerCase().includes(text))
  return (
    <nav aria-label="Instruments" className="min-w-0 self-start lg:card lg:p-2">
      {instruments.length > MANY && (
        <input
          className="input mb-2"
          aria-label="Find an instrument"
          placeholder="Find an instrument"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
          }}
        />
      )}
      <ul className="-mx-4 flex gap-2 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:px-0 lg:max-h-[34rem] lg:flex-col lg:gap-0.5 lg:overflow-y-auto">
        {found.map((instrument) => (
          <li key={instrument.symbol} className="shrink-0">
            <Entry instrument={instrument} isShown={instrument.symbol === shown} />
          </li>
        ))}
        {found.length === 0 && <li className="px-3 py-2 text-sm text-soft">Nothing found.</li>}
      </ul>
    </nav>
  )
}

function Entry({ instrument, isShown }: { instrument: Instrument; isShown: boolean }) {
  const { locale } = useLocale()
  const { symbol, name, current_price: price, change_percent: change } = instrument
  return (
    <NavLink
      to={`/markets/${symbol}`}
      aria-current={isShown ? 'page' : undefined}
      className={`${ENTRY} ${isShown ? 'border-accent bg-tint font-medium' : 'border-line bg-card hover:bg-raised'}`}
    >
      <span>{name}</span>
      <span className="text-right">
        <span className="money block">{price === null ? '–' : priceText(price, locale)}</span>
        <span className={`money block text-xs ${lookOf(change)}`}>
          {change === null ? 'no change known' : percent(change / 100, locale)}
        </span>
      </span>
    </NavLink>
  )
}
