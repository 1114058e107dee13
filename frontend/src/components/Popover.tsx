import { Popover as Kit } from '@base-ui/react/popover'
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { useHold } from '@/lib/hold'
import { closing, EDGE_PX, GAP_PX, POPUP, usePopupContainer } from './popup'

interface Props {
  anchor: RefObject<HTMLElement | null>
  label: string
  width?: number
  height?: number
  onClose: () => void
  children: ReactNode
}
const LOWEST_PX = 180

/**
 * A small window beside its button. It follows the button wherever that goes, and closes by Escape, by a click
 * elsewhere, and when its button is no longer in sight.
 */
export default function Popover({ anchor, label, width = 304, height = 380, onClose, children }: Props) {
  const popup = useRef<HTMLDivElement>(null)
  const container = usePopupContainer()
  useHold(true)
  return (
    <Kit.Root open onOpenChange={closing(anchor, onClose)}>
      <Kit.Portal container={container}>
        <Kit.Positioner
          anchor={anchor}
          side="bottom"
          align="start"
          sideOffset={GAP_PX}
          collisionPadding={EDGE_PX}
          positionMethod="fixed"
          className="z-50"
          render={(props, { anchorHidden }) => (
            <div {...props}>
              {props.children}
              <Close when={anchorHidden} onClose={onClose} />
            </div>
          )}
        >
          <Kit.Popup
            ref={popup}
            aria-label={label}
            data-popover
            initialFocus={() => popup.current?.querySelector<HTMLElement>('[role=combobox], input') ?? true}
            finalFocus={anchor}
            onKeyDown={(event) => {
              // Escape closes this alone, not the dialog that it stands in.
              if (event.key !== 'Escape') return
              event.preventDefault()
              event.stopPropagation()
              onClose()
            }}
            onClick={(event) => {
              event.stopPropagation()
            }}
            style={{
              width: `min(${width}px, calc(100vw - ${2 * EDGE_PX}px))`,
              maxHeight: `max(${LOWEST_PX}px, min(${height}px, var(--available-height)))`,
            }}
            className={`${POPUP} flex flex-col`}
          >
            {children}
          </Kit.Popup>
        </Kit.Positioner>
      </Kit.Portal>
    </Kit.Root>
  )
}

function Close({ when, onClose }: { when: boolean; onClose: () => void }) {
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    if (when) close.current()
  }, [when])
  return null
}
