import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'

type Tone = 'good' | 'bad' | 'calm'
interface Toast {
  id: number
  text: string
  tone: Tone
}
type Show = (text: string, tone?: Tone) => void

const Toasts = createContext<Show>(() => undefined)
const SHOWN_MS = 6000
const EDGES = { good: 'border-l-good', bad: 'border-l-bad', calm: 'border-l-accent' }
let next = 1

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const show = useCallback<Show>((text, tone = 'calm') => {
    const id = next++
    setToasts((shown) => [...shown.slice(-3), { id, text, tone }])
    setTimeout(() => {
      setToasts((shown) => shown.filter((toast) => toast.id !== id))
    }, SHOWN_MS)
  }, [])
  const value = useMemo(() => show, [show])
  return (
    <Toasts value={value}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-end gap-2 lg:bottom-5"
      >
        {toasts.map((toast) => (
          <div
            key={toast.id}
            className={`pointer-events-auto max-w-sm rounded-lg border border-l-4 border-line bg-card px-4 py-3 text-sm shadow-lg ${EDGES[toast.tone]}`}
          >
            {toast.text}
          </div>
        ))}
      </div>
    </Toasts>
  )
}

export const useToast = () => useContext(Toasts)
