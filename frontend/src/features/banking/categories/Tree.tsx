import { Search } from 'lucide-react'
import { useState } from 'react'
import { Button, Card, Empty, Failure, Loading } from '@/components/ui'
import {
  searchCategories,
  treeOf,
  useCategories,
  type Branch,
  type Category,
} from '@/features/banking/shared/categories/categories'
import { BranchRow } from './BranchRow'
import { Removal } from './Removal'

const sizeOf = ({ category, below }: Branch) => below.reduce((sum, each) => sum + each.count, category.count)

/** Every category with how much is in it; one's own can be removed. onAdd: one below a category. */
export function Tree({ onAdd }: { onAdd: (below: string) => void }) {
  const { all, isPending, error, refetch } = useCategories()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [removing, setRemoving] = useState<Category | null>(null)
  if (isPending)
    return (
      <Card>
        <Loading rows={10} />
      </Card>
    )
  if (error && all.length === 0)
    return (
      <Card>
        <Failure error={error} retry={() => void refetch()} />
      </Card>
    )
  const whole = treeOf(all)
  const most = Math.max(1, ...whole.map(sizeOf))
  const shown = typed.trim() ? found(all, typed) : whole
  const allOpen = whole.every(({ category, below }) => below.length === 0 || open.has(category.code))
  const toggle = (code: string) => {
    setOpen(open.has(code) ? new Set([...open].filter((each) => each !== code)) : new Set([...open, code]))
  }
  return (
    <>
      <div className="mb-3 flex items-center gap-2">
        <div className="relative min-w-0 flex-1 sm:max-w-xs">
          <Search className="pointer-events-none absolute left-3 top-2.5 size-4 text-soft" aria-hidden />
          <input
            type="search"
            aria-label="Find a category"
            placeholder="Find a category"
            className="input pl-9"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
            }}
          />
        </div>
        <Button
          look="ghost"
          disabled={typed.trim() !== ''}
          onClick={() => {
            setOpen(new Set(allOpen ? [] : whole.map(({ category }) => category.code)))
          }}
        >
          {allOpen ? 'Collapse all' : 'Expand all'}
        </Button>
      </div>
      <Card className="overflow-hidden">
        {shown.length === 0 && (
          <Empty title="No category has that name">Add your own category with “New category” above.</Empty>
        )}
        <ul className="divide-y divide-line">
          {shown.map((branch) => (
            <BranchRow
              key={branch.category.code}
              branch={branch}
              total={sizeOf(branch)}
              most={most}
              open={typed.trim() !== '' || open.has(branch.category.code)}
              onToggle={() => {
                toggle(branch.category.code)
              }}
              onAdd={onAdd}
              onRemove={setRemoving}
            />
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

/** The branches of what fits, each under its primary category, so that one sees where it hangs. */
function found(all: Category[], typed: string): Branch[] {
  const fitting = new Set(searchCategories(all, typed).map(({ code }) => code))
  return treeOf(all).flatMap(({ category, below }) => {
    const kept = below.filter(({ code }) => fitting.has(code))
    return fitting.has(category.code) || kept.length > 0 ? [{ category, below: kept }] : []
  })
}
