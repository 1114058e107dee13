/** What all windows of the kit share: how they look, and where in the document they stand. */
import { createContext, useContext, type RefObject } from 'react'

export const POPUP = 'overflow-clip overscroll-contain rounded-xl border border-line bg-card text-ink shadow-2xl'
/** A choice in a window; large enough for a thumb where there is no mouse. */
export const POPUP_ITEM =
  'flex min-h-9 cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-disabled:cursor-default data-disabled:opacity-55 data-highlighted:bg-tint pointer-coarse:min-h-11'
/** How far windows stay from the edges of the screen, and from what opened them. */
export const EDGE_PX = 12
export const GAP_PX = 6

const Container = createContext<RefObject<HTMLElement | null> | undefined>(undefined)

/** What is outside of an open dialog is inert and below it: its windows stand within it. */
export const PopupContainer = Container.Provider
export const usePopupContainer = () => useContext(Container)

interface Closing {
  reason: string
  event: Event
  cancel: () => void
}

/** What closes a window beside its button: anything that the kit says, but for a press of the button itself. */
export const closing =
  (anchor: RefObject<HTMLElement | null>, onClose: () => void) =>
  (open: boolean, { reason, event, cancel }: Closing) => {
    if (open) return
    // The button closes it by its own click.
    const onButton = event.target instanceof Node && anchor.current?.contains(event.target)
    if (reason === 'outside-press' && onButton) cancel()
    else onClose()
  }
