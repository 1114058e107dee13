import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'

interface Props {
  label: string
  hideLabel?: boolean
  words: ReactNode
  className?: string | undefined
}

/** How a field with a list looks while the code that opens its list is on its way. */
export function FieldFace({ label, hideLabel = false, words, className }: Props) {
  return (
    <div className={className}>
      {!hideLabel && <p className="mb-1.5 text-sm font-medium">{label}</p>}
      <div className="input flex items-center justify-between gap-2">
        <span className="min-w-0 flex-1 truncate">{words}</span>
        <ChevronDown className="size-4 shrink-0 text-soft" aria-hidden />
      </div>
    </div>
  )
}
