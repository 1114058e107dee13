import { useState } from 'react'
import type { Transaction } from '@/lib/api/types'
import { useCategories } from './categories/categories'
import { channelLabel } from './channels'
import { whenOf } from '@/lib/days'
import { isLit } from './transactions/arrivals'
import { textBelow, titleOf } from './transactions/title'
import { useLocale } from '@/lib/user'
import { CategoryCell } from './categories/CategoryCell'
import { CategoryTile } from './categories/CategoryIcon'
import { TransactionAmount, Unsettled } from './Money'
import { Badge } from '@/components/ui'

interface Props {
  row: Transaction
  onOpen: (id: string) => void
}

/** One transaction of a live feed: who, how, when, which category, how much and which way. A click opens it. */
export function FeedRow({ row, onOpen }: Props) {
  const userLocale = useLocale()
  const [fresh] = useState(() => isLit(row))
  const channel = channelLabel(row.channel)
  const below = textBelow(row)
  return (
    <li
      className={`relative flex items-center gap-3 px-4 py-2.5 hover:bg-raised/60 sm:px-5 ${fresh ? 'arrive' : ''}`}
      data-transaction={row.transaction_id}
    >
      <Tile row={row} />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-3">
          <button
            type="button"
            className="min-w-0 flex-1 truncate text-left text-sm font-medium after:absolute after:inset-0"
            onClick={() => {
              onOpen(row.transaction_id)
            }}
          >
            {titleOf(row)}
          </button>
          <TransactionAmount transaction={row} className="text-sm" />
        </p>
        <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft sm:flex-nowrap">
          <span className="shrink-0 tabular-nums">{whenOf(row, userLocale)}</span>
          {channel && <Badge>{channel}</Badge>}
          <Unsettled transaction={row} />
          {below && <span className="hidden min-w-0 truncate sm:inline">{below}</span>}
          <span className="ml-auto flex min-w-0 max-w-[60%] items-center sm:shrink-0">
            {row.state === 'stored' && <CategoryCell transaction={row} quiet />}
          </span>
        </div>
      </div>
    </li>
  )
}

/** The category's icon, where others have initials. */
export function Tile({ row: { category } }: { row: Transaction }) {
  const { icon, colour } = useCategories()
  return (
    <CategoryTile icon={category ? icon(category) : 'circle-help'} colour={category ? colour(category) : undefined} />
  )
}
