import { useEffect, useRef } from 'react'
import { isTyping } from '@/lib/isTyping'
import { NAV_ITEMS } from './navigation'

const SECOND_KEY_MS = 1200

interface Calls {
  go: (to: string) => void | Promise<void>
  help: () => void
  palette: () => void
}

/** Ctrl K opens the palette; 'g' and a letter go somewhere, '/' searches, '?' helps, never while somebody types. */
export function useShortcuts({ go, help, palette }: Calls): void {
  const calls = useRef({ go, help, palette })
  useEffect(() => {
    calls.current = { go, help, palette }
  })
  useEffect(() => {
    let first = 0
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        calls.current.palette()
        return
      }
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
      const place = Date.now() - first < SECOND_KEY_MS && NAV_ITEMS.find(({ keys }) => keys === `g ${event.key}`)
      if (place) void calls.current.go(place.to)
      else if (event.key === '?') calls.current.help()
      else if (event.key === '/') search(event, (to) => void calls.current.go(to))
      first = event.key === 'g' ? Date.now() : 0
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

function search(event: KeyboardEvent, go: (to: string) => void): void {
  event.preventDefault()
  const field = document.querySelector<HTMLInputElement>('input[type=search]')
  if (field) field.focus()
  else go('/transactions?focus=1')
}
