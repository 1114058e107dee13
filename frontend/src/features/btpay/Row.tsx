import { Check } from 'lucide-react'
import { CategoryTile } from '@/components/CategoryIcon'
import { CategoryChip } from '@/components/CategoryChip'
import { CategoryPicker } from '@/components/CategoryPicker'
import { useToast } from '@/components/Toasts'
import { Badge } from '@/components/ui'
import type { Transaction } from '@/lib/api/types'
import { useCategories } from '@/lib/categories'
import { channelWords } from '@/lib/channels'
import { moment, money } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { useSetCategory } from './api'
import { nameOf } from './log'

/** One transaction of the live feed: who, how, which category, how much and which way. */
export function FeedRow({ row, fresh }: { row: Transaction; fresh: boolean }) {
  const taste = useTaste()
  const { icon, colour } = useCategories()
  const channel = channelWords(row.channel)
  return (
    <li className={`flex items-center gap-3 px-4 py-2.5 sm:px-5 ${fresh ? 'animate-arrive' : ''}`}>
      <CategoryTile
        icon={row.category ? icon(row.category) : 'circle-help'}
        colour={row.category ? colour(row.category) : undefined}
      />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate text-sm font-medium">{nameOf(row)}</span>
          <Amount row={row} />
        </p>
        <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
          <span className="tabular-nums">{moment(row.occurred_at, taste)}</span>
          {channel && <Badge>{channel}</Badge>}
          {row.status !== 'SUCCESS' && (
            <Badge tone={row.status === 'FAILED' ? 'bad' : 'warn'}>
              {row.status === 'FAILED' ? 'Failed' : 'Pending'}
            </Badge>
          )}
          <span className="ml-auto flex max-w-full items-center">
            <Category row={row} />
          </span>
        </div>
      </div>
    </li>
  )
}

function Amount({ row }: { row: Transaction }) {
  const { locale } = useTaste()
  const incoming = row.direction === 'in'
  const look = row.status === 'FAILED' ? 'text-soft line-through' : incoming ? 'text-good' : ''
  return (
    <span className={`money whitespace-nowrap text-sm font-medium ${look}`}>
      {incoming ? '+' : '−'}
      {money(row.amount_decimal, row.currency, locale)}
    </span>
  )
}

/** What it is, to be changed by a click; or what it may be, to be accepted by one. */
function Category({ row }: { row: Transaction }) {
  const set = useSetCategory()
  const toast = useToast()
  const { label } = useCategories()
  const suggested = row.category === null ? row.suggested_category : null
  const put = (category: string) => {
    set.mutate(
      { id: row.transaction_id, category },
      {
        onError: (error) => {
          toast(error.message, 'bad')
        },
      },
    )
  }
  // What is still queued has no row that could take a category.
  if (row.state === 'queued') return <Badge>on its way</Badge>
  if (suggested) {
    return (
      <button
        type="button"
        disabled={set.isPending}
        onClick={() => {
          put(suggested)
        }}
        className="inline-flex max-w-full items-center gap-1 rounded-full border border-dashed border-accent/60 px-2 py-0.5 text-xs text-accent hover:bg-tint disabled:opacity-55"
      >
        <span className="truncate">Suggest: {label(suggested)}</span>
        <span aria-hidden>—</span> <Check className="size-3.5" aria-hidden /> Accept
      </button>
    )
  }
  return (
    <CategoryPicker
      label={`${row.category ? label(row.category) : 'Uncategorised'}: category of ${nameOf(row)}. Change`}
      value={row.category}
      disabled={set.isPending}
      onChoose={put}
    >
      <CategoryChip code={row.category} />
    </CategoryPicker>
  )
}
