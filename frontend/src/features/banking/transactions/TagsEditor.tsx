import { X } from 'lucide-react'
import { useId, useState } from 'react'
import type { Transaction } from '@/lib/api/types'
import { useEdit } from '@/features/banking/shared/transactions/edits'

/** Tags as small labels; Enter or a comma adds one, Backspace in the empty field takes the last away. */
export function TagsEditor({ row }: { row: Transaction }) {
  const edit = useEdit()
  const id = useId()
  const [typed, setTyped] = useState('')
  const save = (tags: string[]) => {
    edit.mutate({ row, changes: { tags: [...new Set(tags)] } })
  }
  const add = () => {
    const tag = typed.replaceAll(',', ' ').trim().slice(0, 40)
    setTyped('')
    if (tag && !row.tags.includes(tag)) save([...row.tags, tag])
  }
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        Tags
      </label>
      <div className="input flex flex-wrap items-center gap-1.5 py-1.5 focus-within:outline-2 focus-within:outline-accent">
        {row.tags.map((tag) => (
          <span key={tag} className="inline-flex items-center gap-1 rounded-full bg-raised py-0.5 pl-2.5 pr-1 text-xs">
            {tag}
            <button
              type="button"
              aria-label={`Remove the tag ${tag}`}
              className="rounded-full p-1 text-soft hover:text-ink"
              onClick={() => {
                save(row.tags.filter((each) => each !== tag))
              }}
            >
              <X className="size-3" aria-hidden />
            </button>
          </span>
        ))}
        <input
          id={id}
          className="min-w-24 flex-1 bg-transparent py-0.5 text-sm outline-none placeholder:text-soft/80"
          placeholder={row.tags.length ? 'Add another' : 'holiday, work…'}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
          }}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ',') {
              event.preventDefault()
              add()
            }
            if (event.key === 'Backspace' && typed === '' && row.tags.length > 0) save(row.tags.slice(0, -1))
          }}
        />
      </div>
    </div>
  )
}
