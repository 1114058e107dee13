import { X } from 'lucide-react'
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useToastHost } from './toastHost'

type Tone = 'good' | 'bad' | 'calm'
interface Action {
  label: string
  run: () => void
}
interface Content {
  text: string
  tone: Tone
  actions: Action[]
}
interface Toast extends Content {
  id: number
}
export interface Shown {
  /** Change what it says or offers, while it is still there. */
  update: (change: Partial<Content>) => void
  dismiss: () => void
}
type Show = (text: string, how?: Tone | { tone?: Tone; actions?: Action[] }) => Shown

const Toasts = createContext<Show>(() => ({ update: () => undefined, dismiss: () => undefined }))
const SHOWN_MS = 6_000
/** Long enough to read it, and to think better of what was done. */
const WITH_ACTION_MS = 12_000
const AT_MOST = 4
const EDGES = { good: 'border-l-good', bad: 'border-l-bad', calm: 'border-l-accent' }
let next = 1

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const dismiss = useCallback((id: number) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id))
  }, [])
  const show = useCallback<Show>(
    (text, how = 'calm') => {
      const id = next++
      const { tone = 'calm', actions = [] } = typeof how === 'string' ? { tone: how } : how
      setToasts((shown) => [...shown.slice(1 - AT_MOST), { id, text, tone, actions }])
      return {
        update: (change) => {
          setToasts((shown) => shown.map((toast) => (toast.id === id ? { ...toast, ...change } : toast)))
        },
        dismiss: () => {
          dismiss(id)
        },
      }
    },
    [dismiss],
  )
  const value = useMemo(() => show, [show])
  return (
    <Toasts value={value}>
      {children}
      <Region toasts={toasts} onDismiss={dismiss} />
    </Toasts>
  )
}

interface RegionProps {
  toasts: Toast[]
  onDismiss: (id: number) => void
}

/** Where they stand: in the open dialog if there is one, for what is outside of it cannot be reached. */
function Region({ toasts, onDismiss }: RegionProps) {
  const [paused, setPaused] = useState(false)
  const host = useToastHost()
  const ref = useRoom(toasts.length)
  const list = (tone: 'bad' | 'other') =>
    toasts
      .filter((toast) => (toast.tone === 'bad') === (tone === 'bad'))
      .map((toast) => <Note key={toast.id} toast={toast} paused={paused} onDismiss={onDismiss} />)
  return createPortal(
    <div
      ref={ref}
      data-toasts
      className="pointer-events-none fixed bottom-20 left-4 right-4 z-50 flex flex-col items-start gap-2 lg:bottom-5 lg:left-6 lg:right-auto"
      onPointerEnter={() => {
        setPaused(true)
      }}
      onPointerLeave={() => {
        setPaused(false)
      }}
      onFocus={() => {
        setPaused(true)
      }}
      onBlur={() => {
        setPaused(false)
      }}
    >
      <div aria-live="polite" className="contents">
        {list('other')}
      </div>
      <div aria-live="assertive" className="contents">
        {list('bad')}
      </div>
    </div>,
    host ?? document.body,
  )
}

/** Tell the page how high they stand, so that its last row can be scrolled clear of them. */
function useRoom(count: number) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const room = count > 0 ? (ref.current?.offsetHeight ?? 0) + 16 : 0
    document.documentElement.style.setProperty('--toast-room', `${room}px`)
  }, [count])
  return ref
}

interface NoteProps {
  toast: Toast
  paused: boolean
  onDismiss: (id: number) => void
}

function Note({ toast: { id, text, tone, actions }, paused, onDismiss }: NoteProps) {
  const ms = actions.length > 0 ? WITH_ACTION_MS : SHOWN_MS
  useEffect(() => {
    if (paused) return
    const timer = setTimeout(() => {
      onDismiss(id)
    }, ms)
    return () => {
      clearTimeout(timer)
    }
  }, [id, ms, paused, onDismiss])
  return (
    <div
      data-toast
      className={`pointer-events-auto flex max-w-sm items-start gap-2 rounded-lg border border-l-4 border-line bg-card py-2 pl-4 pr-2 text-sm text-ink shadow-lg ${EDGES[tone]}`}
    >
      <div className="min-w-0 flex-1 py-1">
        <p className="[overflow-wrap:anywhere]">{text}</p>
        {actions.length > 0 && (
          <p className="-ml-2 mt-1 flex flex-wrap gap-1">
            {actions.map(({ label, run }) => (
              <button
                key={label}
                type="button"
                className="min-h-8 rounded-md px-2 text-left font-medium text-accent hover:bg-tint"
                onClick={() => {
                  onDismiss(id)
                  run()
                }}
              >
                {label}
              </button>
            ))}
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label="Dismiss"
        className="rounded-md p-1.5 text-soft hover:bg-raised hover:text-ink"
        onClick={() => {
          onDismiss(id)
        }}
      >
        <X className="size-4" aria-hidden />
      </button>
    </div>
  )
}

export const useToast = () => useContext(Toasts)
