import { Sparkles } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useToast } from '@/components/toasts'
import { Button, Skeleton } from '@/components/ui'
import { baseSum } from '@/features/banking/shared/baseSum'
import type { BaseTotal, Dashboard, Total } from '@/lib/api/types'
import { civilDay } from '@/lib/days'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useCategorise } from './api'

export function Tiles({ dashboard }: { dashboard: Dashboard | undefined }) {
  const stats = dashboard?.stats
  const today = civilDay(new Date(), useLocale().timeZone)
  const first = `${today.slice(0, 8)}01`
  const listed = (direction: 'in' | 'out', from: string) =>
    `/transactions?direction=${direction}&from=${from}&to=${today}`
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Uncategorised number={stats?.pending} />
      <Money name="Spent today" to={listed('out', today)} sum={stats && [stats.today, stats.today_base]} />
      <Money name="Spent this month" to={listed('out', first)} sum={stats && [stats.month, stats.month_base]} />
      <Money
        name="Received this month"
        to={listed('in', first)}
        sum={stats && [stats.received_month, stats.received_month_base]}
        incoming
      />
    </div>
  )
}

/** What has no category yet: a click on the number lists it. */
function Uncategorised({ number }: { number: number | undefined }) {
  const { locale } = useLocale()
  const toast = useToast()
  const categorise = useCategorise()
  const start = () => {
    categorise.mutate(undefined, {
      onSuccess: ({ categorized, left }) => {
        const rest = left > 0 ? `; ${count(left, locale)} are left for you to decide` : ''
        toast(categorized ? `${count(categorized, locale)} categorised${rest}.` : `Nothing new${rest}.`, 'good')
      },
      onError: (error) => {
        toast(error.message, 'bad')
      },
    })
  }
  return (
    <Tile
      name="To categorise"
      to="/transactions?categorized=false"
      value={number === undefined ? undefined : count(number, locale)}
    >
      <Button
        className="relative z-[1] mt-1 min-h-8 w-full px-2 text-xs"
        busy={categorise.isPending}
        disabled={!number}
        onClick={start}
      >
        {!categorise.isPending && <Sparkles className="size-3.5" aria-hidden />} Categorise all
      </Button>
    </Tile>
  )
}

interface MoneyProps {
  name: string
  to: string
  sum: [amounts: Total[], base: BaseTotal] | undefined
  incoming?: boolean
}

function Money({ name, to, sum, incoming = false }: MoneyProps) {
  const { locale } = useLocale()
  const shown = sum && baseSum(...sum, locale)
  const counted = sum?.[0].reduce((all, each) => all + each.count, 0) ?? 0
  const isIncome = incoming && counted > 0
  const below = shown?.parts.join(' · ')
  return (
    <Tile name={name} to={to} tone={isIncome ? 'text-good' : ''} value={shown && `${isIncome ? '+' : ''}${shown.main}`}>
      <p className="money">{below || '\u00a0'}</p>
      {shown?.gap && <p className="text-warn">{shown.gap}</p>}
      <p>
        {count(counted, locale)} {counted === 1 ? 'transaction' : 'transactions'}
      </p>
    </Tile>
  )
}

interface TileProps {
  name: string
  /** The list of what is counted or added up. */
  to: string
  value: string | undefined
  tone?: string
  children: ReactNode
}

function Tile({ name, to, value, tone = '', children }: TileProps) {
  return (
    <div className="card relative min-h-[7.5rem] p-4 hover:bg-raised/60 sm:p-5">
      <p className="text-sm text-soft">
        <Link to={to} className="after:absolute after:inset-0">
          {name}
        </Link>
      </p>
      {value === undefined ? (
        <Skeleton className="mt-2 h-14 w-28" />
      ) : (
        <>
          <p className={`money mt-1 truncate text-xl font-semibold tracking-tight sm:text-2xl ${tone}`}>{value}</p>
          <div className="mt-1 text-xs text-soft">{children}</div>
        </>
      )}
    </div>
  )
}
