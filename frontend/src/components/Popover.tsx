import { autoUpdate, flip, hide, offset, shift, size, useFloating } from '@floating-ui/react-dom'
import { useEffect, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react'
import { useHold } from '@/lib/hold'

interface Props {
  anchor: RefObject<HTMLElement | null>
  label: string
  width?: number
  height?: number
  onClose: () => void
  children: ReactNode
}
const EDGE_PX = 12
const GAP_PX = 6
const LOWEST_PX = 180

/**
 * A small window beside its button, above everything, dialogs too. It follows the button wherever that goes, and
 * closes by Escape, by a click elsewhere, and when its button is no longer in sight.
 */
export function Popover({ anchor, label, width = 304, height = 380, onClose, children }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  const { refs, floatingStyles, middlewareData, isPositioned } = useFloating({
    strategy: 'fixed',
    placement: 'bottom-start',
    transform: false,
    whileElementsMounted: autoUpdate,
    middleware: [
      offset(GAP_PX),
      flip({ padding: EDGE_PX, crossAxis: false }),
      shift({ padding: EDGE_PX }),
      size({
        padding: EDGE_PX,
        apply: ({ elements, availableHeight }) => {
          elements.floating.style.maxHeight = `${Math.max(LOWEST_PX, Math.min(height, availableHeight))}px`
        },
      }),
      hide({ strategy: 'referenceHidden' }),
    ],
  })
  useHold(true)
  useEffect(() => {
    close.current = onClose
  })
  useLayoutEffect(() => {
    refs.setReference(anchor.current)
  }, [refs, anchor])
  useOpenTransaction(ref, anchor, close)
  const hidden = middlewareData.hide?.referenceHidden ?? false
  useEffect(() => {
    if (hidden) close.current()
  }, [hidden])
  return (
    <div
      ref={(element) => {
        ref.current = element
        refs.setFloating(element)
      }}
      popover="auto"
      role="dialog"
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation()
      }}
      style={{
        ...floatingStyles,
        width: `min(${width}px, calc(100vw - ${2 * EDGE_PX}px))`,
        opacity: isPositioned ? 1 : 0,
      }}
      className="m-0 flex-col overflow-hidden overscroll-contain rounded-xl border border-line bg-card p-0 text-ink shadow-2xl [&:popover-open]:flex"
    >
      {children}
    </div>
  )
}

/** Show it with its first field in focus; give the focus back to its button when it goes. */
function useOpenTransaction(
  ref: RefObject<HTMLDivElement | null>,
  anchor: RefObject<HTMLElement | null>,
  close: RefObject<() => void>,
): void {
  useEffect(() => {
    const element = ref.current
    const button = anchor.current
    if (!element?.matches(':popover-open')) element?.showPopover()
    element?.querySelector('input')?.focus({ preventScroll: true })
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close.current()
    }
    element?.addEventListener('toggle', onToggle)
    return () => {
      element?.removeEventListener('toggle', onToggle)
      // The focus would be lost with the window.
      if (element?.contains(document.activeElement)) button?.focus({ preventScroll: true })
    }
  }, [ref, anchor, close])
}
