import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { useHold } from '@/lib/hold'
import type { Extra } from './CategoryList'

interface Props {
  /** What it is about; those who do not see it hear this before the button's face. */
  label: string
  /** The same as the window's head says it; nothing where what it is about stands beside it anyway. */
  head?: string
  value: string | null
  onChoose: (code: string) => void
  /** Choices above the categories, such as 'Any category'. */
  extras?: Extra[]
  disabled?: boolean
  className?: string
  invalid?: boolean
  /** The button's face. */
  children: ReactNode
}

const fetchWindow = () => import('./CategoryWindow')
const CategoryWindow = lazy(fetchWindow)

/** What an open window is about: as it was when it opened, whatever becomes of the row since. */
interface OpenWindow {
  head: string | undefined
  onChoose: (code: string) => void
}

/** The window's code is on its way before the click is made; a failure shows at the click. */
const prefetch = () => void fetchWindow().catch(() => undefined)

/** A button that opens the searchable tree of categories. */
export function CategoryPicker(props: Props) {
  const { label, head, value, onChoose, extras, disabled, className, invalid, children } = props
  const [opened, setOpened] = useState<OpenWindow | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  // From the click on, not only once the window's code is there.
  useHold(opened !== null)
  // The click that closes an open window by being elsewhere must not open it again.
  const wasOpen = useRef(false)
  const close = () => {
    setOpened(null)
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        disabled={disabled}
        aria-haspopup="dialog"
        aria-expanded={opened !== null}
        data-invalid={invalid}
        className={className ?? 'max-w-full rounded-full text-left'}
        onPointerEnter={prefetch}
        onFocus={prefetch}
        onPointerDown={() => {
          wasOpen.current = opened !== null
        }}
        onClick={(event) => {
          const open = event.detail === 0 ? opened === null : !wasOpen.current
          setOpened(open ? { head, onChoose } : null)
        }}
      >
        <span className="sr-only">{label}: </span>
        {children}
      </button>
      {opened && (
        <Suspense fallback={null}>
          <CategoryWindow
            anchor={button}
            label={label}
            head={opened.head}
            value={value}
            extras={extras ?? []}
            onClose={close}
            onChoose={opened.onChoose}
          />
        </Suspense>
      )}
    </>
  )
}
