import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { hostToasts } from './toastHost'
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
}

const PLACES = {
  drawer: 'ml-auto mr-0 h-dvh max-h-dvh w-full max-w-md rounded-none sm:rounded-l-2xl',
  wideDrawer: 'ml-auto mr-0 h-dvh max-h-dvh w-full max-w-2xl rounded-none sm:rounded-l-2xl',
  sheet: 'mx-auto mb-0 mt-auto w-full max-w-xl rounded-t-2xl',
  plain: 'm-auto w-[calc(100%-2rem)] max-w-md rounded-2xl',
  wide: 'm-auto w-[calc(100%-2rem)] max-w-2xl rounded-2xl',
}

/** The browser's own modal dialog: it traps focus and closes on Escape by itself. */
export function Dialog({ title, open, onClose, children, drawer, sheet, wide, tools }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const label = useId()
  useEffect(() => {
    const dialog = ref.current
    if (open && !dialog?.open) dialog?.showModal()
    if (!open && dialog?.open) dialog.close()
    return open && dialog ? opened(dialog) : undefined
  }, [open])
  const place = PLACES[drawer ? (wide ? 'wideDrawer' : 'drawer') : sheet ? 'sheet' : wide ? 'wide' : 'plain']
  return (
    <dialog
      ref={ref}
      aria-labelledby={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
      className={`border border-line bg-card p-0 text-ink shadow-2xl ${place}`}
    >
      {open && (
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
      )}
    </dialog>
  )
}

/** What an open dialog changes around it: notes stand in it, and the page behind it does not scroll. */
function opened(dialog: HTMLDialogElement): () => void {
  const end = hostToasts(dialog)
  const { overflow } = document.documentElement.style
  document.documentElement.style.overflow = 'hidden'
  return () => {
    end()
    document.documentElement.style.overflow = overflow
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
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
