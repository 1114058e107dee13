import { Sparkles } from 'lucide-react'
import type { ReactNode } from 'react'
import { useToast } from '@/components/Toasts'
import { Button, Skeleton } from '@/components/ui'
import type { Dashboard, Total } from '@/lib/api/types'
import { count, money } from '@/lib/format'
import { useTaste, useUser } from '@/lib/user'
import { useCategorise } from './api'

export function Tiles({ dashboard }: { dashboard: Dashboard | undefined }) {
  const stats = dashboard?.stats
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Pending pending={stats?.pending} />
      <Money name="Spent today" totals={stats?.today} />
      <Money name="Spent this month" totals={stats?.month} />
      <Money name="Received this month" totals={stats?.received_month} incoming />
    </div>
  )
}

function Pending({ pending }: { pending: number | undefined }) {
  const { locale } = useTaste()
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
    <Tile name="Pending" value={pending === undefined ? undefined : count(pending, locale)}>
      <Button
        className="mt-1 min-h-8 w-full px-2 text-xs"
        busy={categorise.isPending}
        disabled={!pending}
        onClick={start}
      >
        {!categorise.isPending && <Sparkles className="size-3.5" aria-hidden />} Categorise all
      </Button>
    </Tile>
  )
}

interface MoneyProps {
  name: string
  totals: Total[] | undefined
  incoming?: boolean
}

function Money({ name, totals, incoming = false }: MoneyProps) {
  const { locale } = useTaste()
  const { base_currency } = useUser()
  const own = totals?.find((total) => total.currency === base_currency) ?? totals?.[0]
  const others = totals?.filter((total) => total !== own) ?? []
  const counted = totals?.reduce((sum, total) => sum + total.count, 0) ?? 0
  const below = others.map((each) => money(each.amount_decimal, each.currency, locale)).join(' · ')
  const sign = incoming && own ? '+' : ''
  return (
    <Tile
      name={name}
      tone={incoming && own ? 'text-good' : ''}
      value={totals && `${sign}${money(own?.amount_decimal ?? '0', own?.currency ?? base_currency, locale)}`}
    >
      <p className="money truncate" title={below}>
        {below || ' '}
      </p>
      <p>
        {count(counted, locale)} {counted === 1 ? 'transaction' : 'transactions'}
      </p>
    </Tile>
  )
}

interface TileProps {
  name: string
  value: string | undefined
  tone?: string
  children: ReactNode
}

function Tile({ name, value, tone = '', children }: TileProps) {
  return (
    <div className="card min-h-[7.5rem] p-4 sm:p-5">
      <p className="text-sm text-soft">{name}</p>
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
