import { Tooltip as Kit } from '@base-ui/react/tooltip'
import { EDGE_PX, GAP_PX, usePopupContainer } from './popup'

interface Props {
  anchor: Element
  label: string
  side: 'bottom' | 'right'
  onClose: () => void
}

/** An open tooltip. It goes with Escape, too. */
export default function TooltipWindow({ anchor, label, side, onClose }: Props) {
  const container = usePopupContainer()
  return (
    <Kit.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Kit.Portal container={container}>
        <Kit.Positioner
          anchor={anchor}
          side={side}
          positionMethod="fixed"
          sideOffset={GAP_PX}
          collisionPadding={EDGE_PX}
          className="pointer-events-none z-50"
        >
          <Kit.Popup aria-hidden className="rounded-md bg-ink px-2 py-1 text-xs text-page shadow-lg">
            {label}
          </Kit.Popup>
        </Kit.Positioner>
      </Kit.Portal>
    </Kit.Root>
  )
}
