import { useCallback, useState, type FocusEvent } from 'react'
import { useHold } from './hold'

/** Hold what is new while the keyboard's focus is in a list; a click with the mouse is no such thing. */
export function useKeyboardHold() {
  const [inside, setInside] = useState(false)
  useHold(inside)
  const onFocus = useCallback((event: FocusEvent) => {
    setInside(event.target !== event.currentTarget && event.target.matches(':focus-visible'))
  }, [])
  const onBlur = useCallback((event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setInside(false)
  }, [])
  return { onFocus, onBlur }
}
