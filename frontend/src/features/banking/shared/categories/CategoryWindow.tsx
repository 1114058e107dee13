import type { RefObject } from 'react'
import Popover from '@/components/Popover'
import { CategoryList, type Extra } from './CategoryList'
import { noteCategory } from './recentCategories'

interface Props {
  anchor: RefObject<HTMLElement | null>
  label: string
  head: string | undefined
  value: string | null
  extras: Extra[]
  onClose: () => void
  onChoose: (code: string) => void
}

/** The searchable tree of categories beside its button. */
export default function CategoryWindow({ anchor, label, head, value, extras, onClose, onChoose }: Props) {
  return (
    <Popover anchor={anchor} label={head ?? label} onClose={onClose}>
      {head && <p className="shrink-0 truncate px-4 pt-3 text-sm font-semibold">{head}</p>}
      <CategoryList
        value={value}
        extras={extras}
        onChoose={(code) => {
          onClose()
          noteCategory(code)
          onChoose(code)
        }}
      />
    </Popover>
  )
}
