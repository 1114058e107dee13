import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react'
import { ToastQueue, type ShownToast, type ToastAction, type Tone } from './ToastQueue'

type Show = (text: string, how?: Tone | { tone?: Tone; actions?: ToastAction[] }) => ShownToast

const Toasts = createContext<Show>(() => ({ update: () => undefined, dismiss: () => undefined }))
/** The region's code comes once the page stands, so that a toast about a lost connection can still be shown. */
const FETCH_AFTER_MS = 1_500

export function ToastProvider({ children }: { children: ReactNode }) {
  const [queue] = useState(() => new ToastQueue())
  const [Region, fetchRegion] = useRegion()
  const show = useMemo<Show>(
    () =>
      (text, how = 'calm') => {
        fetchRegion()
        const { tone = 'calm', actions = [] } = typeof how === 'string' ? { tone: how } : how
        return queue.add(text, tone, actions)
      },
    [queue, fetchRegion],
  )
  return (
    <Toasts value={show}>
      {children}
      {Region && <Region queue={queue} />}
    </Toasts>
  )
}

type RegionComponent = ComponentType<{ queue: ToastQueue }>

function useRegion(): [RegionComponent | null, () => void] {
  const [Region, setRegion] = useState<RegionComponent | null>(null)
  const asked = useRef(false)
  const fetchRegion = useMemo(
    () => () => {
      if (asked.current) return
      asked.current = true
      import('./ToastRegion').then(
        (module) => {
          setRegion(() => module.ToastRegion)
        },
        () => {
          asked.current = false // the next toast tries again
        },
      )
    },
    [],
  )
  useEffect(() => {
    const timer = setTimeout(fetchRegion, FETCH_AFTER_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [fetchRegion])
  return [Region, fetchRegion]
}

export const useToast = () => useContext(Toasts)
