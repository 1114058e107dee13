import { useLayoutEffect, useRef, useState } from 'react'

/** How wide an element is, in whole pixels; what it is given first is assumed until it is measured. */
export function useWidth<Element extends HTMLElement>(assumed: number) {
  const ref = useRef<Element>(null)
  const [width, setWidth] = useState(assumed)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => {
      setWidth(Math.max(1, Math.round(element.clientWidth)))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [])
  return [ref, width] as const
}
