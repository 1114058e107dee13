import { lazy, Suspense, useEffect, useRef, useState, type FocusEvent, type PointerEvent, type ReactNode } from 'react'

interface Props {
  label: string
  side?: 'bottom' | 'right'
  /** One element, which has this name already for those who do not see it. */
  children: ReactNode
}
const TooltipWindow = lazy(() => import('./TooltipWindow'))
const DELAY_MS = 400

/** What an icon means, beside it while the mouse rests on it or the keyboard's focus is there. */
export function Tooltip({ label, side = 'bottom', children }: Props) {
  const [anchor, setAnchor] = useState<Element | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const show = (place: Element, afterMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setAnchor(place.firstElementChild)
    }, afterMs)
  }
  const hide = () => {
    clearTimeout(timer.current)
    setAnchor(null)
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  return (
    <span
      className="contents"
      onPointerEnter={(event: PointerEvent) => {
        // A thumb that presses wants what the button does.
        if (event.pointerType === 'mouse') show(event.currentTarget, DELAY_MS)
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event: FocusEvent) => {
        if (event.target.matches(':focus-visible')) show(event.currentTarget, 0)
      }}
      onBlur={hide}
    >
      {children}
      {anchor && (
        <Suspense fallback={null}>
          <TooltipWindow anchor={anchor} label={label} side={side} onClose={hide} />
        </Suspense>
      )}
    </span>
  )
}
