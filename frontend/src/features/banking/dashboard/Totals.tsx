import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { baseSum } from '@/features/banking/shared/baseSum'
import { Skeleton } from '@/components/ui'
import type { BaseTotal, Summary, Total } from '@/lib/api/types'
import { civilDay } from '@/lib/days'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'

/** What was spent today and this month, and what is not settled or not listed yet. */
export function Totals({ summary }: { summary: Summary | undefined }) {
  const { locale, timeZone } = useLocale()
  const today = civilDay(new Date(), timeZone)
  const spent = (from: string) => `/transactions?direction=out&from=${from}&to=${today}`
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Tile
        name="Spent today"
        to={spent(today)}
        sum={summary && [summary.today, summary.today_base]}
        loading={!summary}
      />
      <Tile
        name="Spent this month"
        to={spent(`${today.slice(0, 8)}01`)}
        sum={summary && [summary.month, summary.month_base]}
        loading={!summary}
      />
      <Tile
        name="Not settled yet"
        to="/transactions?status=PENDING"
        text={summary && count(summary.pending.count, locale)}
        note="may still change"
        loading={!summary}
      />
      <Tile
        name="Being saved"
        text={summary && count(summary.queued, locale)}
        note="listed in a moment"
        loading={!summary}
      />
    </div>
  )
}

interface TileProps {
  name: string
  /** The list of what is counted or added up. */
  to?: string
  sum?: [amounts: Total[], base: BaseTotal] | undefined
  text?: string | undefined
  note?: string
  loading: boolean
}

function Tile({ name, to, sum, text, note, loading }: TileProps) {
  const { locale } = useLocale()
  const shown = sum && baseSum(...sum, locale)
  const below = note ?? (shown?.parts.join(' · ') || 'no other currencies')
  return (
    <div className={`card relative p-4 sm:p-5 ${to ? 'hover:bg-raised/60' : ''}`}>
      <p className="text-sm text-soft">{to ? <Whole to={to}>{name}</Whole> : name}</p>
      {loading ? (
        <Skeleton className="mt-2 h-8 w-28" />
      ) : (
        <>
          <p className="money mt-1 truncate text-xl font-semibold tracking-tight sm:text-2xl">{text ?? shown?.main}</p>
          <p className="money mt-1 text-xs text-soft">{below}</p>
          {shown?.gap && <p className="mt-1 text-xs text-warn">{shown.gap}</p>}
        </>
      )}
    </div>
  )
}

/** A link that takes in all of its card. */
const Whole = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} className="after:absolute after:inset-0">
    {children}
  </Link>
)
