import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useToastHost } from './toastHost'
import type { ToastData, ToastQueue } from './ToastQueue'

const MAX_SHOWN = 4
const EDGES = { good: 'border-l-good', bad: 'border-l-bad', calm: 'border-l-accent' }
type Shown = ReturnType<typeof Toast.useToastManager<ToastData>>['toasts'][number]

export function ToastRegion({ queue }: { queue: ToastQueue }) {
  // After the provider below has begun to listen: children's effects run first.
  useEffect(() => queue.begin(), [queue])
  return (
    <Toast.Provider toastManager={queue.manager} limit={MAX_SHOWN}>
      <Region />
    </Toast.Provider>
  )
}

/** Where they stand: in the open dialog if there is one, for what is outside of it cannot be reached. */
function Region() {
  const { toasts } = Toast.useToastManager<ToastData>()
  const host = useToastHost()
  const ref = useRoom(toasts.length)
  return (
    <Toast.Portal container={host ?? undefined}>
      <Toast.Viewport
        ref={ref}
        data-toasts
        className="pointer-events-none fixed bottom-20 left-4 right-4 z-50 flex flex-col items-start gap-2 lg:bottom-5 lg:left-6 lg:right-auto"
      >
        {toasts.toReversed().map((toast) => (
          <Note key={toast.id} toast={toast} />
        ))}
      </Toast.Viewport>
    </Toast.Portal>
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

function Note({ toast }: { toast: Shown }) {
  const { close } = Toast.useToastManager()
  const { tone, actions } = toast.data ?? { tone: 'calm', actions: [] }
  return (
    <Toast.Root
      toast={toast}
      data-toast
      swipeDirection={['left', 'down']}
      className={`pointer-events-auto max-w-sm rounded-lg border border-l-4 border-line bg-card text-sm text-ink shadow-lg transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0 ${EDGES[tone]}`}
    >
      <Toast.Content className="flex items-start gap-2 py-2 pl-4 pr-2">
        <div className="min-w-0 flex-1 py-1">
          <Toast.Description className="[overflow-wrap:anywhere]" />
          {actions.length > 0 && (
            <p className="-ml-2 mt-1 flex flex-wrap gap-1">
              {actions.map(({ label, run }) => (
                <button
                  key={label}
                  type="button"
                  className="min-h-8 rounded-md px-2 text-left font-medium text-accent hover:bg-tint"
                  onClick={() => {
                    close(toast.id)
                    run()
                  }}
                >
                  {label}
                </button>
              ))}
            </p>
          )}
        </div>
        <Toast.Close aria-label="Dismiss" className="rounded-md p-1.5 text-soft hover:bg-raised hover:text-ink">
          <X className="size-4" aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  )
}
