import { ChevronRight, Plus, Trash2 } from 'lucide-react'
import { Link } from 'react-router'
import { CategoryIcon, CategoryTile } from '@/features/banking/shared/categories/CategoryIcon'
import { Meter } from '@/components/charts/Meter'
import { Badge, Button } from '@/components/ui'
import { useCategories, type Branch, type Category } from '@/features/banking/shared/categories/categories'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'

interface Props {
  branch: Branch
  total: number
  /** The fullest branch's total, against which the bars are drawn. */
  most: number
  open: boolean
  onToggle: () => void
  onAdd: (below: string) => void
  onRemove: (category: Category) => void
}

/** A primary category, and what is below it once it is open. */
export function BranchRow({ branch: { category, below }, total, most, open, onToggle, onAdd, onRemove }: Props) {
  const { label } = useCategories()
  const name = label(category.code)
  return (
    <li>
      <div className="flex min-h-14 items-center gap-3 px-4 sm:px-5">
        <CategoryTile icon={category.icon} colour={category.colour} />
        <button
          type="button"
          aria-expanded={below.length > 0 ? open : undefined}
          disabled={below.length === 0}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-2 text-left text-sm font-medium"
          onClick={onToggle}
        >
          <span className="truncate">{name}</span>
          {category.own && <Badge>yours</Badge>}
          {below.length > 0 && (
            <ChevronRight
              className={`size-4 shrink-0 text-soft transition-transform ${open ? 'rotate-90' : ''}`}
              aria-hidden
            />
          )}
        </button>
        <Meter share={total / most} colour={category.colour} className="w-40 max-md:hidden" />
        <Tally code={category.code} name={name} total={total} />
        <div className="flex w-9 justify-end">
          {category.own ? (
            <Remove category={category} onRemove={onRemove} />
          ) : (
            <Button
              look="ghost"
              className="size-9"
              aria-label={`Add a category below ${name}`}
              onClick={() => {
                onAdd(category.code)
              }}
            >
              <Plus className="size-4 shrink-0" aria-hidden />
            </Button>
          )}
        </div>
      </div>
      {open && below.length > 0 && (
        <ul className="pb-2 lg:grid lg:grid-cols-2 lg:gap-x-8 lg:pl-[3.25rem]">
          {below.map((each) => (
            <li
              key={each.code}
              className="flex min-h-9 items-center gap-3 py-0.5 pl-[4.25rem] pr-4 text-sm sm:pl-[4.5rem] sm:pr-5 lg:pl-5"
            >
              <CategoryIcon icon={each.icon} colour={each.colour} />
              <span className="min-w-0 flex-1 break-words">{label(each.code)}</span>
              {each.own && <Badge>yours</Badge>}
              <Tally code={each.code} name={label(each.code)} total={each.count} />
              <div className="flex w-9 justify-end">{each.own && <Remove category={each} onRemove={onRemove} />}</div>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function Tally({ code, name, total }: { code: string; name: string; total: number }) {
  const { locale } = useLocale()
  if (total === 0) return <span className="money w-10 shrink-0 sm:w-14 text-right text-sm text-soft">0</span>
  return (
    <Link
      to={`/transactions?category=${encodeURIComponent(code)}`}
      aria-label={`${count(total, locale)} transactions in ${name}`}
      className="money w-10 shrink-0 sm:w-14 py-1.5 text-right text-sm text-accent hover:underline"
    >
      {count(total, locale)}
    </Link>
  )
}

function Remove({ category, onRemove }: { category: Category; onRemove: (category: Category) => void }) {
  return (
    <Button
      look="ghost"
      className="size-9"
      aria-label={`Remove ${category.label}`}
      onClick={() => {
        onRemove(category)
      }}
    >
      <Trash2 className="size-4 shrink-0" aria-hidden />
    </Button>
  )
}
