import type { RefCallback } from 'react'

export type FocusRef = RefCallback<{ focus: () => void }>

/** Let a form put the focus on the first field within an element. */
export const focusWithin = (register: FocusRef) => (element: HTMLElement | null) => {
  register(
    element && {
      focus: () => {
        element.querySelector<HTMLElement>('input, textarea, button')?.focus()
      },
    },
  )
}
