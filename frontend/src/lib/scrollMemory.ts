/** How far each page was scrolled, by its place in the history: Back leads to where one was. */
import { useEffect, useLayoutEffect, useRef } from 'react'
import { NavigationType, useLocation, useNavigationType } from 'react-router'

interface Place {
  page: number
  list: number
}
const places = new Map<string, Place>()
const placeOf = (key: string) => places.get(key) ?? { page: 0, list: 0 }
const TRIES = 30

/** Keep the window's place for each address; to be called once, above all pages. */
export function useScrollMemory(): void {
  const { key, pathname } = useLocation()
  const kind = useNavigationType()
  const before = useRef({ key, pathname })
  useEffect(() => {
    history.scrollRestoration = 'manual'
    const note = () => {
      const at = before.current.key
      places.set(at, { ...placeOf(at), page: window.scrollY })
    }
    window.addEventListener('scroll', note, { passive: true })
    return () => {
      window.removeEventListener('scroll', note)
    }
  }, [])
  useLayoutEffect(() => {
    const last = before.current
    if (last.key === key) return
    before.current = { key, pathname }
    // The same page with another address, such as a drawer or a filter: nothing moves.
    if (last.pathname === pathname) {
      places.set(key, placeOf(last.key))
      return
    }
    return scrollTo(kind === NavigationType.Pop ? placeOf(key).page : 0)
  }, [key, pathname, kind])
}

/** Scroll as soon as the page is high enough for it. */
function scrollTo(top: number): () => void {
  let left = TRIES
  let frame = 0
  const attempt = () => {
    window.scrollTo(0, top)
    if (Math.abs(window.scrollY - top) > 1 && left-- > 0) frame = requestAnimationFrame(attempt)
  }
  attempt()
  return () => {
    cancelAnimationFrame(frame)
  }
}

/** A scrolling list's place: where it was when one comes back, and how to keep it. */
export function useListPlace(): { initial: number; keep: (top: number) => void } {
  const { key } = useLocation()
  const current = useRef(key)
  useLayoutEffect(() => {
    if (current.current !== key) places.set(key, { ...placeOf(key), list: placeOf(current.current).list })
    current.current = key
  }, [key])
  return {
    initial: placeOf(key).list,
    keep: (top) => {
      places.set(current.current, { ...placeOf(current.current), list: top })
    },
  }
}
