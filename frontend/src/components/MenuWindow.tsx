import { Menu as Kit } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { useEffect, useRef, type RefObject } from 'react'
import type { MenuAction, MenuChoice, MenuEntry } from './Menu'
import { closing, EDGE_PX, GAP_PX, POPUP, POPUP_ITEM, usePopupContainer } from './popup'

interface Props {
  anchor: RefObject<HTMLElement | null>
  label: string
  entries: readonly MenuEntry[]
  /** Begin at the first entry: the mouse chooses by itself. */
  byKeyboard: boolean
  onClose: () => void
}

const AFTER_THE_KIT_MS = 30

/** An open menu beside its button. */
export default function MenuWindow({ anchor, label, entries, byKeyboard, onClose }: Props) {
  const container = usePopupContainer()
  const popup = useRef<HTMLDivElement>(null)
  useFirstEntry(popup, byKeyboard)
  return (
    <Kit.Root open modal={false} onOpenChange={closing(anchor, onClose)}>
      <Kit.Portal container={container}>
        <Kit.Positioner
          anchor={anchor}
          align="end"
          positionMethod="fixed"
          sideOffset={GAP_PX}
          collisionPadding={EDGE_PX}
          className="z-50 outline-none"
        >
          <Kit.Popup
            ref={popup}
            data-popover
            aria-label={label}
            finalFocus={anchor}
            className={`${POPUP} max-h-(--available-height) min-w-52 overflow-y-auto p-1.5 outline-none`}
          >
            {entries.map((entry, place) =>
              entry === 'line' ? (
                <Kit.Separator key={place} className="-mx-1.5 my-1.5 h-px bg-line" />
              ) : 'run' in entry ? (
                <Action key={place} action={entry} />
              ) : (
                <Choice key={place} choice={entry} />
              ),
            )}
          </Kit.Popup>
        </Kit.Positioner>
      </Kit.Portal>
    </Kit.Root>
  )
}

/** The kit puts the focus on the menu itself where no trigger of its own was pressed. */
function useFirstEntry(popup: RefObject<HTMLElement | null>, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return
    const timer = setTimeout(() => {
      popup.current?.querySelector<HTMLElement>('[role^=menuitem]:not([data-disabled])')?.focus()
    }, AFTER_THE_KIT_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [popup, isWanted])
}

const Action = ({ action: { label, icon: Icon, run, disabled = false, danger = false } }: { action: MenuAction }) => (
  <Kit.Item className={`${POPUP_ITEM} ${danger ? 'text-bad' : ''}`} disabled={disabled} onClick={run}>
    <Icon className={`size-4 shrink-0 ${danger ? '' : 'text-soft'}`} aria-hidden />
    {label}
  </Kit.Item>
)

const Choice = ({ choice: { label, value, options, onChoose } }: { choice: MenuChoice }) => (
  <Kit.RadioGroup
    value={value}
    aria-label={label}
    onValueChange={(next: string) => {
      onChoose(next)
    }}
  >
    <p aria-hidden className="px-2.5 pb-1 pt-1.5 text-xs font-medium text-soft">
      {label}
    </p>
    {options.map(([option, words, Icon]) => (
      <Kit.RadioItem key={option} value={option} className={POPUP_ITEM}>
        <Icon className="size-4 shrink-0 text-soft" aria-hidden />
        <span className="flex-1">{words}</span>
        <Kit.RadioItemIndicator>
          <Check className="size-4 text-accent" aria-hidden />
        </Kit.RadioItemIndicator>
      </Kit.RadioItem>
    ))}
  </Kit.RadioGroup>
)
