import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Badge, Button, Card, Empty, Failure, Loading } from '@/components/ui'
import { dayWords } from '@/lib/days'
import { decimalText, money } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ActivityForm } from './ActivityForm'
import { useActivities, useRemoveActivity } from './api'
import { typeName, type Activity } from './fields'

export function Activities({ portfolio }: { portfolio: { id: number; currency: string } }) {
  const { data, isPending, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useActivities(
    portfolio.id,
  )
  const [form, setForm] = useState<{ activity: Activity | null } | null>(null)
  const rows = data?.pages.flatMap(({ items }) => items)
  const add = (
    <Button
      onClick={() => {
        setForm({ activity: null })
      }}
    >
      <Plus className="size-4" aria-hidden />
      Add activity
    </Button>
  )
  return (
    <Card title="Activities" action={add}>
      {isPending && <Loading />}
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {rows?.length === 0 && (
        <Empty title="No activity yet">Add what you bought, sold or were paid, with the day on which it was.</Empty>
      )}
      <ul className="divide-y divide-line" aria-label="Activities">
        {rows?.map((activity) => (
          <ActivityRow
            key={activity.id}
            activity={activity}
            onEdit={() => {
              setForm({ activity })
            }}
          />
        ))}
      </ul>
      {hasNextPage && (
        <p className="p-3 text-center">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
      <ActivityForm
        open={form !== null}
        portfolio={portfolio}
        activity={form?.activity ?? null}
        onClose={() => {
          setForm(null)
        }}
      />
    </Card>
  )
}

function ActivityRow({ activity, onEdit }: { activity: Activity; onEdit: () => void }) {
  const remove = useRemoveActivity(activity.portfolio)
  const userLocale = useLocale()
  const name = `${typeName(activity.type)} ${activity.symbol ?? ''}`.trim()
  const day = dayWords(activity.on, userLocale)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm sm:px-5">
      <span className="w-28 shrink-0 text-soft">{day}</span>
      <span className="min-w-0 flex-1 truncate font-medium">
        {name} {activity.is_opening && <Badge>Opening</Badge>}
      </span>
      <span className="money text-right">{sizeOf(activity, userLocale.locale)}</span>
      <span className="flex">
        <Button look="ghost" className="px-2" aria-label={`Edit ${name}, ${day}`} onClick={onEdit}>
          <Pencil className="size-4" aria-hidden />
        </Button>
        <Button
          look="ghost"
          className="px-2"
          aria-label={`Delete ${name}, ${day}`}
          busy={remove.isPending}
          onClick={() => {
            remove.mutate(activity.id)
          }}
        >
          <Trash2 className="size-4" aria-hidden />
        </Button>
      </span>
    </li>
  )
}

/** '3 × €100.00', '€4.20', or '2 for 1'. A price in pence or the like keeps its unit. */
export function sizeOf(activity: Activity, locale: string): string {
  const { type, quantity, unit_price, price_currency, amount, currency } = activity
  const units = quantity === null ? null : decimalText(quantity, locale)
  if (type === 'split') return `${units ?? '–'} for 1`
  const price = unit_price === null ? null : priceText(unit_price, price_currency ?? currency, locale)
  if (units !== null && price !== null) return `${units} × ${price}`
  const sum = amount === null ? null : money(amount, currency, locale)
  return [units, sum].filter(Boolean).join(' for ') || '–'
}

const isIso = (unit: string) => /^[A-Z]{3}$/.test(unit) && unit !== 'GBX' && unit !== 'ILA'

/** Intl would read GBp as pounds. */
const priceText = (price: string, unit: string, locale: string) =>
  isIso(unit) ? exactMoney(price, unit, locale) : `${decimalText(price, locale)} ${unit}`

const exactMoney = (price: string, currency: string, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 8 }).format(
    price as unknown as number,
  )
