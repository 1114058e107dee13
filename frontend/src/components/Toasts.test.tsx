import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useEffect } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ToastProvider, useToast } from './Toasts'

const page: { toast?: ReturnType<typeof useToast> } = {}

function Page() {
  const toast = useToast()
  useEffect(() => {
    page.toast = toast
  }, [toast])
  return null
}

beforeEach(() => {
  vi.useFakeTimers()
  render(
    <ToastProvider>
      <Page />
    </ToastProvider>,
  )
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})
const pass = (ms: number) => {
  act(() => {
    vi.advanceTimersByTime(ms)
  })
}
const show = (...what: Parameters<ReturnType<typeof useToast>>) => {
  act(() => {
    page.toast?.(...what)
  })
}

it('goes by itself, but not while one points at it', () => {
  show('Saved.')
  fireEvent.pointerEnter(screen.getByText('Saved.').closest('[data-toasts]') as Element)
  pass(60_000)
  expect(screen.queryByText('Saved.')).not.toBeNull()
  fireEvent.pointerLeave(screen.getByText('Saved.').closest('[data-toasts]') as Element)
  pass(7_000)
  expect(screen.queryByText('Saved.')).toBeNull()
})

it('says what went wrong at once, and the rest when there is a pause', () => {
  show('Broken.', 'bad')
  show('Saved.')
  expect(screen.getByText('Broken.').closest('[aria-live]')?.getAttribute('aria-live')).toBe('assertive')
  expect(screen.getByText('Saved.').closest('[aria-live]')?.getAttribute('aria-live')).toBe('polite')
})

it('can be told to go, and offers what can be done', () => {
  const run = vi.fn()
  show('Moved.', { actions: [{ label: 'Undo', run }] })
  fireEvent.click(screen.getByText('Undo'))
  expect([run.mock.calls.length, screen.queryByText('Moved.')]).toEqual([1, null])
  show('Again.')
  fireEvent.click(screen.getByLabelText('Dismiss'))
  expect(screen.queryByText('Again.')).toBeNull()
})
