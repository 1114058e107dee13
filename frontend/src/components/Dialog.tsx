import { X } from 'lucide-react'
import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { PopupContainer } from './popup'
import { hostToasts } from './toasts/toastHost'
import { Button } from './ui'

interface Props {
  title: string
  open: boolean
  onClose: () => void
  children: ReactNode
  /** A drawer comes in from the side; for details of a row. */
  drawer?: boolean
  /** A sheet comes up from below; for the phone's thumb. */
  sheet?: boolean
  wide?: boolean
  /** Further buttons beside the one that closes. */
  tools?: ReactNode
  /** Something was entered that closing would throw away: it asks first. */
  unsaved?: boolean
}

const PLACES = {
  drawer: 'ml-auto mr-0 h-dvh max-h-dvh w-full max-w-md rounded-none sm:rounded-l-2xl',
  wideDrawer: 'ml-auto mr-0 h-dvh max-h-dvh w-full max-w-2xl rounded-none sm:rounded-l-2xl',
  sheet: 'mx-auto mb-0 mt-auto w-full max-w-xl rounded-t-2xl',
  plain: 'm-auto w-[calc(100%-2rem)] max-w-md rounded-2xl',
  wide: 'm-auto w-[calc(100%-2rem)] max-w-2xl rounded-2xl',
}

/** The browser's own modal dialog: it traps focus and tells of Escape by itself. */
export function Dialog({ unsaved = false, onClose, ...props }: Props) {
  const [asking, setAsking] = useState(false)
  const stay = () => {
    setAsking(false)
  }
  return (
    <>
      <Window
        {...props}
        onClose={() => {
          if (unsaved) setAsking(true)
          else onClose()
        }}
      />
      {unsaved && (
        <Confirm
          title="Discard what you entered?"
          open={asking}
          action="Discard"
          onClose={stay}
          onConfirm={() => {
            stay()
            onClose()
          }}
        >
          It has not been saved.
        </Confirm>
      )}
    </>
  )
}

function Window({ title, open, onClose, children, drawer, sheet, wide, tools }: Omit<Props, 'unsaved'>) {
  const ref = useRef<HTMLDialogElement>(null)
  const label = useId()
  // Before the element is taken from the page, too: only a dialog that is closed gives the focus back.
  useLayoutEffect(() => (open && ref.current ? opened(ref.current) : undefined), [open])
  const place = PLACES[drawer ? (wide ? 'wideDrawer' : 'drawer') : sheet ? 'sheet' : wide ? 'wide' : 'plain']
  return (
    <dialog
      ref={ref}
      aria-labelledby={label}
      onCancel={(event) => {
        // A field for files tells of the like, too.
        if (event.target !== ref.current) return
        // Whoever opened it closes it, or asks first.
        event.preventDefault()
        onClose()
      }}
      onClose={() => {
        // It comes late: what was closed may be open anew.
        if (open && !ref.current?.open) onClose()
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
      className={`border border-line bg-card p-0 text-left text-ink shadow-2xl ${place}`}
    >
      {open && (
        <PopupContainer value={ref}>
          <div className="p-5 pb-[calc(1.25rem+var(--toast-room,0px))]">
            <div className="mb-4 flex items-center justify-between gap-3">
              <h2 id={label} className="text-base font-semibold">
                {title}
              </h2>
              <span className="flex items-center gap-1">
                {tools}
                <Button look="ghost" onClick={onClose} aria-label="Close" className="px-2">
                  <X className="size-4" />
                </Button>
              </span>
            </div>
            {children}
          </div>
        </PopupContainer>
      )}
    </dialog>
  )
}

/** Open a dialog until the answer is called: toasts stand in it then, and the page behind it does not scroll. */
function opened(dialog: HTMLDialogElement): () => void {
  dialog.showModal()
  // The browser would begin at the button that closes it.
  dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  const end = hostToasts(dialog)
  const { overflow } = document.documentElement.style
  document.documentElement.style.overflow = 'hidden'
  return () => {
    end()
    document.documentElement.style.overflow = overflow
    dialog.close()
  }
}

interface ConfirmProps {
  title: string
  open: boolean
  action: string
  busy?: boolean
  onConfirm: () => void
  onClose: () => void
  children: ReactNode
}

export function Confirm({ title, open, action, busy = false, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <div className="text-sm text-soft">{children}</div>
      <div className="mt-5 flex justify-end gap-2">
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button look="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
