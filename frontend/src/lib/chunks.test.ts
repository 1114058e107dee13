// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest'
import { isChunkError, isReachable, reload, wasReloaded, watchChunks } from './chunks'

afterEach(() => {
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

it('tells a part that could not be fetched from a page that broke', () => {
  expect(isChunkError(new TypeError('Failed to fetch dynamically imported module: /assets/Rules-1.js'))).toBe(true)
  expect(isChunkError(new TypeError('rows is undefined'))).toBe(false)
})

it('knows what Vite could not fetch, whatever the browser calls it', () => {
  const stop = watchChunks()
  const error = new Error('in another language')
  window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }))
  stop()
  expect(isChunkError(error)).toBe(true)
})

it('reloads once, and again only after a while', () => {
  vi.stubGlobal('location', { reload: vi.fn() })
  expect(wasReloaded(1_000_000)).toBe(false)
  reload(1_000_000)
  expect([wasReloaded(1_001_000), wasReloaded(1_200_000)]).toEqual([true, false])
})

it('does not ask a server while there is no network', async () => {
  vi.stubGlobal('navigator', { onLine: false })
  const fetched = vi.fn()
  vi.stubGlobal('fetch', fetched)
  expect([await isReachable(), fetched.mock.calls.length]).toEqual([false, 0])
})
