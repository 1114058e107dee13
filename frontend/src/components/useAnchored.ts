import { useRef, useState } from 'react'

/** A window that stands by its button: whether it is open, and what the button needs for it. */
export function useAnchored() {
  const anchor = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [byKeyboard, setByKeyboard] = useState(false)
  // The click that closes an open window by being elsewhere must not open it again.
  const wasOpen = useRef(false)
  return {
    anchor,
    isOpen,
    setOpen,
    openByKey: () => {
      setByKeyboard(true)
      setOpen(true)
    },
    /** Whether it was opened by a key, as far as the last click tells. */
    byKeyboard,
    button: {
      ref: anchor,
      type: 'button' as const,
      'aria-expanded': isOpen,
      onPointerDown: () => {
        wasOpen.current = isOpen
      },
      onClick: ({ detail }: { detail: number }) => {
        const isKey = detail === 0
        setByKeyboard(isKey)
        setOpen(isKey ? !isOpen : !wasOpen.current)
      },
    },
  }
}
