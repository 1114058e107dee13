import { Tag, type LucideIcon } from 'lucide-react'
import { useSyncExternalStore } from 'react'

type Icons = Record<string, LucideIcon>
let loaded: Icons | null = null
let loading = false
const watchers = new Set<() => void>()

function load(): void {
  loading = true
  import('./icons').then(
    (module) => {
      loaded = module.default
      for (const watcher of watchers) watcher()
    },
    () => {
      loading = false
    },
  )
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  if (!loading) load()
  return () => watchers.delete(watcher)
}

/** The icons' drawings are many: they come after the page that uses them. */
const useIcons = () => useSyncExternalStore(watch, () => loaded)

interface Props {
  icon: string | null | undefined
  colour?: string | undefined
  className?: string
}

/** A category's icon in its colour; the label stands beside it, so it is for the eye alone. */
export function CategoryIcon({ icon, colour, className = 'size-4' }: Props) {
  const icons = useIcons()
  // Until they are there, the place of one.
  if (!icons) return <span aria-hidden className={`shrink-0 ${className}`} />
  const Icon = (icon && icons[icon]) || Tag
  return <Icon aria-hidden className={`shrink-0 ${className}`} style={colour ? { color: colour } : undefined} />
}

/** The icon on a tile of its colour, as large as an avatar. */
export function CategoryTile({ icon, colour }: Props) {
  const paint = colour ?? '#64748b'
  return (
    <span
      aria-hidden
      className="grid size-9 shrink-0 place-items-center rounded-lg"
      style={{ backgroundColor: `color-mix(in srgb, ${paint} 15%, transparent)` }}
    >
      <CategoryIcon icon={icon} colour={`color-mix(in srgb, ${paint} 78%, var(--ink))`} className="size-[18px]" />
    </span>
  )
}
