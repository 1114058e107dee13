import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'

interface Props {
  anchor: RefObject<HTMLElement | null>
  label: string
  width?: number
  height?: number
  onClose: () => void
  children: ReactNode
}
const EDGE = 12

/** A small window beside its button, above everything, dialogs too; closes by Escape or a click elsewhere. */
export function Popover({ anchor, label, width = 304, height = 380, onClose, children }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  const [place, setPlace] = useState<{ left: number; top: number; width: number; maxHeight: number } | null>(null)
  const measure = useCallback(
    (box: DOMRect | undefined) => {
      if (!box) return
      const wide = Math.min(width, window.innerWidth - 2 * EDGE)
      const below = window.innerHeight - box.bottom - EDGE
      const upwards = below < Math.min(height, 280) && box.top > below
      const maxHeight = Math.min(height, Math.max(180, (upwards ? box.top : below) - 6))
      setPlace({
        left: Math.max(EDGE, Math.min(box.left, window.innerWidth - wide - EDGE)),
        top: Math.max(EDGE, upwards ? box.top - maxHeight - 6 : box.bottom + 6),
        width: wide,
        maxHeight,
      })
    },
    [width, height],
  )
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    const element = ref.current
    const button = anchor.current
    if (!element?.matches(':popover-open')) element?.showPopover()
    element?.querySelector('input')?.focus({ preventScroll: true })
    const onResize = () => {
      measure(button?.getBoundingClientRect())
    }
    const first = requestAnimationFrame(onResize)
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close.current()
    }
    element?.addEventListener('toggle', onToggle)
    window.addEventListener('resize', onResize)
    return () => {
      cancelAnimationFrame(first)
      element?.removeEventListener('toggle', onToggle)
      window.removeEventListener('resize', onResize)
      // The focus would be lost with the window.
      if (element?.contains(document.activeElement)) button?.focus({ preventScroll: true })
    }
  }, [anchor, measure])
  return (
    <div
      ref={ref}
      popover="auto"
      role="dialog"
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation()
      }}
      style={place ?? { opacity: 0 }}
      className="fixed m-0 flex-col overflow-hidden rounded-xl border border-line bg-card p-0 text-ink shadow-2xl [&:popover-open]:flex"
    >
      {children}
    </div>
  )
}
