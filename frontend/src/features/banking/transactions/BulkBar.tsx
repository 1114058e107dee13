import { FolderInput, Tag, X } from 'lucide-react'
import { lazy, Suspense, useState, type SubmitEvent } from 'react'
import { CategoryPicker } from '@/features/banking/shared/categories/CategoryPicker'
import { Button, Field } from '@/components/ui'
import { useAnchored } from '@/components/useAnchored'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { useBulk, useRowsNow } from '@/features/banking/shared/transactions/edits'
import type { Selection } from './selection'

const Popover = lazy(() => import('@/components/Popover'))
const FACE =
  'inline-flex min-h-9 items-center gap-2 rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised disabled:opacity-55'

/** What can be done to the ticked rows, at the foot of the page. */
export function BulkBar({ selection, onDone }: { selection: Selection; onDone: () => void }) {
  const bulk = useBulk()
  const rowsNow = useRowsNow()
  const { locale } = useLocale()
  const ids = [...selection.chosen]
  const change = (what: { category: string } | { add_tag: string }) => {
    bulk.mutate({ rows: rowsNow(ids), ...what }, { onSuccess: onDone })
  }
  return (
    <div
      role="region"
      aria-label="Selected transactions"
      className="fixed inset-x-3 bottom-20 z-20 mx-auto flex max-w-xl flex-wrap items-center gap-2 rounded-2xl border border-line bg-card p-2.5 shadow-2xl lg:bottom-6"
    >
      <p role="status" className="mr-auto pl-2 text-sm font-medium">
        {count(ids.length, locale)} selected
      </p>
      <CategoryPicker
        label={`Set the category of ${ids.length}`}
        head={`Category of ${count(ids.length, locale)} selected`}
        value={null}
        className={FACE}
        disabled={bulk.isPending}
        onChoose={(category) => {
          change({ category })
        }}
      >
        <FolderInput className="size-4" aria-hidden /> Category
      </CategoryPicker>
      <TagButton
        disabled={bulk.isPending}
        onAdd={(add_tag) => {
          change({ add_tag })
        }}
      />
      <Button look="ghost" className="px-2" aria-label="Clear the selection" onClick={onDone}>
        <X className="size-4" aria-hidden />
      </Button>
    </div>
  )
}

function TagButton({ disabled, onAdd }: { disabled: boolean; onAdd: (tag: string) => void }) {
  const { anchor, isOpen, setOpen, button } = useAnchored()
  const [tag, setTag] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!tag.trim()) return
    setOpen(false)
    setTag('')
    onAdd(tag.trim())
  }
  return (
    <>
      <button {...button} className={FACE} disabled={disabled} aria-haspopup="dialog">
        <Tag className="size-4" aria-hidden /> Tag
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <Popover
            anchor={anchor}
            label="Add a tag"
            height={150}
            onClose={() => {
              setOpen(false)
            }}
          >
            <form onSubmit={submit} className="space-y-3 p-4">
              <Field
                label="Tag"
                value={tag}
                maxLength={40}
                pattern="[^,]*"
                title="No commas"
                onChange={(event) => {
                  setTag(event.target.value)
                }}
              />
              <Button type="submit" look="primary" className="w-full" disabled={!tag.trim()}>
                Add tag
              </Button>
            </form>
          </Popover>
        </Suspense>
      )}
    </>
  )
}
