import { Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { DataTable, RowButton, type Column } from '@/components/data-table'
import { Menu } from '@/components/Menu'
import { Badge, Button, Card, Empty } from '@/components/ui'
import { dayWords } from '@/lib/days'
import { decimalText, money, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { ActivityForm } from './ActivityForm'
import { useActivities, useRemoveActivity } from './api'
import { typeName } from '../shared/activityTypes'
import type { Activity } from './fields'

const ROW_PX = 53

export function Activities({ portfolio }: { portfolio: { id: number; currency: string } }) {
  const activities = useActivities(portfolio.id)
  const remove = useRemoveActivity(portfolio.id)
  const userLocale = useLocale()
  const [form, setForm] = useState<{ activity: Activity | null } | null>(null)
  const open = (activity: Activity | null) => {
    setForm({ activity })
  }
  const drop = ({ id }: Activity) => {
    remove.mutate(id)
  }
  return (
    <Card title="Activities" className="overflow-hidden" action={<Add onAdd={() => open(null)} />}>
      <DataTable
        label="Activities"
        columns={columnsOf(userLocale, open, drop)}
        rows={activities.data?.pages.flatMap(({ items }) => items) ?? []}
        keyOf={({ id }) => id}
        rowPx={ROW_PX}
        source={activities}
        empty={
          <Empty title="No activity yet">Add what you bought, sold or were paid, with the day on which it was.</Empty>
        }
        className="max-h-[32rem]"
        rowProps={() => ({ className: 'hover:bg-raised/60' })}
      />
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

const Add = ({ onAdd }: { onAdd: () => void }) => (
  <Button onClick={onAdd}>
    <Plus className="size-4" aria-hidden />
    Add activity
  </Button>
)

type Act = (activity: Activity) => void

const columnsOf = (userLocale: UserLocale, onEdit: Act, onRemove: Act): Column<Activity>[] => [
  {
    id: 'on',
    head: 'Day',
    cell: ({ on }) => <span className="text-soft">{dayWords(on, userLocale)}</span>,
    width: '9rem',
    from: 'md',
  },
  {
    id: 'type',
    head: 'Activity',
    cell: (activity) => <What {...{ activity, userLocale, onEdit }} />,
    width: 'minmax(0,1fr)',
  },
  {
    id: 'size',
    head: 'Amount',
    cell: (activity) => <span className="money">{sizeOf(activity, userLocale.locale)}</span>,
    width: 'minmax(0,1fr)',
    from: 'md',
    right: true,
  },
  {
    id: 'more',
    head: <span className="sr-only">Actions</span>,
    cell: (activity) => <More {...{ activity, userLocale, onEdit, onRemove }} />,
    width: '2.5rem',
    right: true,
  },
]

const nameOf = ({ type, symbol }: Activity) => `${typeName(type)} ${symbol ?? ''}`.trim()

interface WhatProps {
  activity: Activity
  userLocale: UserLocale
  onEdit: Act
}

const What = ({ activity, userLocale, onEdit }: WhatProps) => (
  <>
    <span className="flex min-w-0 items-center gap-2">
      <RowButton
        onClick={() => {
          onEdit(activity)
        }}
      >
        {nameOf(activity)}
      </RowButton>
      {activity.is_opening && <Badge>Opening</Badge>}
    </span>
    <span className="money block truncate text-xs text-soft md:hidden">
      {dayWords(activity.on, userLocale)} · {sizeOf(activity, userLocale.locale)}
    </span>
  </>
)

const More = ({ activity, userLocale, onEdit, onRemove }: WhatProps & { onRemove: Act }) => (
  <Menu
    label={`More for ${nameOf(activity)}, ${dayWords(activity.on, userLocale)}`}
    className="relative z-[1]"
    entries={[
      { label: 'Edit', icon: Pencil, run: () => onEdit(activity) },
      { label: 'Delete', icon: Trash2, run: () => onRemove(activity), danger: true },
    ]}
  >
    <Ellipsis className="size-4" aria-hidden />
  </Menu>
)

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
