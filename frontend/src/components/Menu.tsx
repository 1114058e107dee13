import type { LucideIcon } from 'lucide-react'
import { lazy, Suspense, type KeyboardEvent, type ReactNode } from 'react'
import { useAnchored } from './useAnchored'

export interface MenuAction {
  label: string
  icon: LucideIcon
  run: () => void
  disabled?: boolean
  /** It takes something away. */
  danger?: boolean
}
export interface MenuChoice {
  label: string
  value: string
  options: readonly (readonly [value: string, words: string, icon: LucideIcon])[]
  onChoose: (value: string) => void
}
export type MenuEntry = MenuAction | MenuChoice | 'line'

interface Props {
  label: string
  entries: readonly MenuEntry[]
  className?: string
  /** The button's face. */
  children: ReactNode
}

const fetchWindow = () => import('./MenuWindow')
const MenuWindow = lazy(fetchWindow)
/** The window's code is on its way before the click is made; a failure shows at the click. */
const prefetch = () => void fetchWindow().catch(() => undefined)

/** A button that opens a list of what can be done. */
export function Menu({ label, entries, className = '', children }: Props) {
  const { anchor, isOpen, setOpen, openByKey, byKeyboard, button } = useAnchored()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    openByKey()
  }
  return (
    <>
      <button
        {...button}
        aria-label={label}
        aria-haspopup="menu"
        className={`inline-flex min-h-9 items-center gap-2 rounded-lg px-2 text-sm text-soft transition hover:bg-raised hover:text-ink aria-expanded:bg-raised aria-expanded:text-ink ${className}`}
        onPointerEnter={prefetch}
        onFocus={prefetch}
        onKeyDown={onKeyDown}
      >
        {children}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <MenuWindow
            anchor={anchor}
            label={label}
            entries={entries}
            byKeyboard={byKeyboard}
            onClose={() => {
              setOpen(false)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
