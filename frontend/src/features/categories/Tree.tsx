import { ChevronRight, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { CategoryIcon, CategoryTile } from '@/components/CategoryIcon'
import { Confirm } from '@/components/Dialog'
import { useToast } from '@/components/Toasts'
import { Badge, Button, Card, Failure, Loading } from '@/components/ui'
import { treeOf, useCategories, type Branch, type Category } from '@/lib/categories'
import { count } from '@/lib/format'
import { useTaste } from '@/lib/user'
import { useRemoveCategory } from './api'

/** Every category with how much is in it; one's own can be removed. */
export function Tree() {
  const { all, isPending, error, refetch } = useCategories()
  const [removing, setRemoving] = useState<Category | null>(null)
  if (isPending) return <Loading rows={8} />
  if (error && all.length === 0) return <Failure error={error} retry={() => void refetch()} />
  return (
    <>
      <Card className="overflow-hidden">
        <ul className="divide-y divide-line">
          {treeOf(all).map((branch) => (
            <BranchRow key={branch.category.code} branch={branch} onRemove={setRemoving} />
          ))}
        </ul>
      </Card>
      <Removal
        category={removing}
        onClose={() => {
          setRemoving(null)
        }}
      />
    </>
  )
}

interface BranchProps {
  branch: Branch
  onRemove: (category: Category) => void
}

function BranchRow({ branch: { category, below }, onRemove }: BranchProps) {
  const [open, setOpen] = useState(false)
  const { label } = useCategories()
  const total = below.reduce((sum, each) => sum + each.count, category.count)
  return (
    <li>
      <div className="flex items-center gap-3 px-4 py-2.5 sm:px-5">
        <CategoryTile icon={category.icon} colour={category.colour} />
        <button
          type="button"
          aria-expanded={open}
          disabled={below.length === 0}
          className="flex min-w-0 flex-1 items-center gap-2 text-left text-sm font-medium"
          onClick={() => {
            setOpen(!open)
          }}
        >
          <span className="truncate">{label(category.code)}</span>
          {below.length > 0 && (
            <ChevronRight
              className={`size-4 shrink-0 text-soft transition-transform ${open ? 'rotate-90' : ''}`}
              aria-hidden
            />
          )}
          {category.own && <Badge>yours</Badge>}
        </button>
        <Tally code={category.code} name={label(category.code)} total={total} />
        {category.own && <Remove category={category} onRemove={onRemove} />}
      </div>
      {open && (
        <ul className="pb-2">
          {below.map((each) => (
            <li key={each.code} className="flex items-center gap-3 py-1.5 pl-14 pr-4 text-sm sm:pl-[4.25rem] sm:pr-5">
              <CategoryIcon icon={each.icon} colour={each.colour} />
              <span className="min-w-0 flex-1 truncate">{label(each.code)}</span>
              {each.own && <Badge>yours</Badge>}
              <Tally code={each.code} name={label(each.code)} total={each.count} />
              {each.own && <Remove category={each} onRemove={onRemove} />}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function Tally({ code, name, total }: { code: string; name: string; total: number }) {
  const { locale } = useTaste()
  if (total === 0) return <span className="money text-sm text-soft">0</span>
  return (
    <Link
      to={`/transactions?category=${encodeURIComponent(code)}`}
      aria-label={`${count(total, locale)} transactions in ${name}`}
      className="money text-sm text-accent hover:underline"
    >
      {count(total, locale)}
    </Link>
  )
}

function Remove({ category, onRemove }: { category: Category; onRemove: (category: Category) => void }) {
  return (
    <Button
      look="ghost"
      className="px-2"
      aria-label={`Remove ${category.label}`}
      onClick={() => {
        onRemove(category)
      }}
    >
      <Trash2 className="size-4" aria-hidden />
    </Button>
  )
}

function Removal({ category, onClose }: { category: Category | null; onClose: () => void }) {
  const remove = useRemoveCategory()
  const toast = useToast()
  const { locale } = useTaste()
  return (
    <Confirm
      title={`Remove “${category?.label ?? ''}”?`}
      open={category !== null}
      action="Remove"
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (!category) return
        remove.mutate(category.code, {
          onError: (error) => {
            toast(error.message, 'bad')
          },
          onSettled: onClose,
        })
      }}
    >
      {category?.count ? `Its ${count(category.count, locale)} transactions are uncategorised again` : 'It is empty'},
      and what was learned for it is forgotten.
    </Confirm>
  )
}
