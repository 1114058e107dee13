import { useRef, useState, type ReactNode } from 'react'
import { noteCategory } from './recentCategories'
import { CategoryList, type Extra } from './CategoryList'
import { Popover } from '@/components/Popover'

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

/** What an open window is about: as it was when it opened, whatever becomes of the row since. */
interface OpenWindow {
  head: string | undefined
  onChoose: (code: string) => void
}

/** A button that opens the searchable tree of categories. */
export function CategoryPicker(props: Props) {
  const { label, head, value, onChoose, extras, disabled, className, invalid, children } = props
  const [opened, setOpened] = useState<OpenWindow | null>(null)
  const button = useRef<HTMLButtonElement>(null)
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
        <Popover anchor={button} label={opened.head ?? label} onClose={close}>
          {opened.head && <p className="truncate px-4 pt-3 text-sm font-semibold">{opened.head}</p>}
          <CategoryList
            value={value}
            extras={extras ?? []}
            onChoose={(code) => {
              close()
              noteCategory(code)
              opened.onChoose(code)
            }}
          />
        </Popover>
      )}
    </>
  )
}
