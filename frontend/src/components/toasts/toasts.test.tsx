// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useEffect } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ToastProvider, useToast } from '.'

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
/** The first one waits for the code that shows it. */
const show = async (...what: Parameters<ReturnType<typeof useToast>>) => {
  const shown = page.toast?.(...what)
  await act(() => vi.dynamicImportSettled())
  return shown
}
const regionOf = (text: string) => screen.getByText(text).closest('[data-toasts]') as Element

it('goes by itself, but not while one points at it', async () => {
  await show('Saved.')
  fireEvent.mouseEnter(regionOf('Saved.'))
  pass(60_000)
  expect(screen.queryByText('Saved.')).not.toBeNull()
  fireEvent.mouseLeave(regionOf('Saved.'))
  pass(7_000)
  expect(screen.queryByText('Saved.')).toBeNull()
})

it('says what went wrong at once, and the rest when there is a pause', async () => {
  await show('Broken.', 'bad')
  await show('Saved.')
  expect(screen.getByRole('alert').textContent).toBe('Broken.')
  expect(regionOf('Saved.').getAttribute('aria-live')).toBe('polite')
})

it('can be told to go, and offers what can be done', async () => {
  const run = vi.fn()
  await show('Moved.', { actions: [{ label: 'Undo', run }] })
  fireEvent.click(screen.getByText('Undo'))
  pass(1_000)
  expect([run.mock.calls.length, screen.queryByText('Moved.')]).toEqual([1, null])
  await show('Again.')
  fireEvent.click(screen.getByLabelText('Dismiss'))
  pass(1_000)
  expect(screen.queryByText('Again.')).toBeNull()
})

it('offers more while it is shown, and stays long enough for it', async () => {
  const shown = await show('Coffee.')
  pass(4_000)
  act(() => {
    shown?.update({ actions: [{ label: 'Also the other 3', run: () => undefined }] })
  })
  pass(10_000)
  expect(screen.queryByText('Also the other 3')).not.toBeNull()
  pass(3_000)
  expect(screen.queryByText('Coffee.')).toBeNull()
})
