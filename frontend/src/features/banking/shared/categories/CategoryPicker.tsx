import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useAnchored } from '@/components/useAnchored'
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
  const { anchor, isOpen, setOpen, button } = useAnchored()
  const [about, setAbout] = useState<OpenWindow>({ head, onChoose })
  // From the click on, not only once the window's code is there.
  useHold(isOpen)
  return (
    <>
      <button
        {...button}
        disabled={disabled}
        aria-haspopup="dialog"
        data-invalid={invalid}
        className={className ?? 'max-w-full rounded-full text-left'}
        onPointerEnter={prefetch}
        onFocus={prefetch}
        onClick={(event) => {
          if (!isOpen) setAbout({ head, onChoose })
          button.onClick(event)
        }}
      >
        <span className="sr-only">{label}: </span>
        {children}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <CategoryWindow
            anchor={anchor}
            label={label}
            head={about.head}
            value={value}
            extras={extras ?? []}
            onClose={() => {
              setOpen(false)
            }}
            onChoose={about.onChoose}
          />
        </Suspense>
      )}
    </>
  )
}
