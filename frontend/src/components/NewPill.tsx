import { ArrowUp } from 'lucide-react'
import { count as written } from '@/lib/format'
import { useLocale } from '@/lib/user'

interface Props {
  count: number
  onClick: () => void
  className?: string
}

/** How many rows wait while one is busy with those that are shown; a click lets them in. */
export function NewPill({ count, onClick, className = 'top-12' }: Props) {
  const { locale } = useLocale()
  if (count === 0) return null
  return (
    <button
      type="button"
      onClick={onClick}
      className={`absolute left-1/2 z-10 inline-flex -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-4 py-1.5 text-sm font-medium text-accent-ink shadow-lg ${className}`}
    >
      <ArrowUp className="size-4" aria-hidden /> {written(count, locale)} new
    </button>
  )
}
