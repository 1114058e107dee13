import type { ReactNode } from 'react'
import { useCategories } from './categories'
import { CategoryIcon } from './CategoryIcon'

interface Props {
  /** null: there is none yet. */
  code: string | null
  /** What stands before the name, such as 'Suggested:'. */
  before?: string
  faint?: boolean
  after?: ReactNode
}

/** A category as a small label: its icon in its colour, its name. */
export function CategoryChip({ code, before, faint = false, after }: Props) {
  const { label, colour, icon } = useCategories()
  const edge = faint || code === null ? 'border-dashed border-soft/60 text-soft' : 'border-line bg-card text-ink'
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1.5 rounded-full border px-2 py-0.5 text-xs leading-4 ${edge}`}
    >
      {code !== null && <CategoryIcon icon={icon(code)} colour={colour(code)} className="size-3.5" />}
      <span className="truncate">
        {before && `${before} `}
        {code === null ? 'Uncategorised' : label(code)}
      </span>
      {after}
    </span>
  )
}
