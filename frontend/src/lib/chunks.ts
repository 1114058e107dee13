/**
 * Parts of the page that could not be fetched: after a new version of the server the old names are gone, and
 * without a network nothing comes. A reload brings the new names, once.
 */
const KEY = 'tidewatch.reloaded'
/** A second failure within this time is no old version: reloading again would go round in circles. */
const ONCE_IN_MS = 120_000
const PROBE = '/api/health'
const failed = new WeakSet<object>()

/** Remember which errors mean a part that could not be fetched; Vite tells of each. */
export function watchChunks(): () => void {
  const note = (event: Event) => {
    const { payload } = event as Event & { payload?: unknown }
    if (typeof payload === 'object' && payload !== null) failed.add(payload)
  }
  window.addEventListener('vite:preloadError', note)
  return () => {
    window.removeEventListener('vite:preloadError', note)
  }
}

export const isChunkError = (error: unknown) =>
  error instanceof Error &&
  (failed.has(error) ||
    /dynamically imported module|importing a module script|unable to preload|module script failed/i.test(error.message))

/** Whether the server answers now. */
export async function isReachable(): Promise<boolean> {
  if (!navigator.onLine) return false
  return fetch(PROBE, { cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** Whether the page was reloaded for this a moment ago already. */
export function wasReloaded(now = Date.now()): boolean {
  return now - Number(sessionStorage.getItem(KEY) ?? 0) < ONCE_IN_MS
}

export function reload(now = Date.now()): void {
  sessionStorage.setItem(KEY, String(now))
  location.reload()
}
