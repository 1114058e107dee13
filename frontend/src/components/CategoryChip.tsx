import type { ReactNode } from 'react'
import { useCategories } from '@/lib/categories'

interface Props {
  /** null: there is none yet. */
  code: string | null
  /** What stands before the name, such as 'Suggest:'. */
  before?: string
  faint?: boolean
  after?: ReactNode
}

/** A category as a small label: its colour, its name. */
export function CategoryChip({ code, before, faint = false, after }: Props) {
  const { label, colour } = useCategories()
  const edge = faint || code === null ? 'border-dashed border-soft/60 text-soft' : 'border-line bg-card text-ink'
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1.5 rounded-full border px-2 py-0.5 text-xs leading-4 ${edge}`}
    >
      {code !== null && (
        <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: colour(code) }} />
      )}
      <span className="truncate">
        {before && `${before} `}
        {code === null ? 'Uncategorised' : label(code)}
      </span>
      {after}
    </span>
  )
}
