import { useRef, useState, type ReactNode } from 'react'
import { CategoryList, type Extra } from './CategoryList'
import { Popover } from './Popover'

interface Props {
  /** What it is about; those who do not see it hear this before the button's face. */
  label: string
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

/** A button that opens the searchable tree of categories. */
export function CategoryPicker({ label, value, onChoose, extras, disabled, className, invalid, children }: Props) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  // The click that closes an open window by being elsewhere must not open it again.
  const wasOpen = useRef(false)
  const close = () => {
    setOpen(false)
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        disabled={disabled}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-invalid={invalid}
        className={className ?? 'max-w-full rounded-full text-left'}
        onPointerDown={() => {
          wasOpen.current = open
        }}
        onClick={(event) => {
          setOpen(event.detail === 0 ? !open : !wasOpen.current)
        }}
      >
        <span className="sr-only">{label}: </span>
        {children}
      </button>
      {open && (
        <Popover anchor={button} label={label} onClose={close}>
          <CategoryList
            value={value}
            extras={extras ?? []}
            onChoose={(code) => {
              close()
              onChoose(code)
            }}
          />
        </Popover>
      )}
    </>
  )
}
