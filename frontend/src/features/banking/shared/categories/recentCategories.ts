/** The categories that were chosen last in this browser, the newest first: they lead among equal matches. */

const KEY = 'tidewatch.recent-categories'
const KEPT = 8

export function recentCategories(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((code) => typeof code === 'string') : []
  } catch {
    return []
  }
}

export function noteCategory(code: string): void {
  if (!code) return
  const kept = [code, ...recentCategories().filter((each) => each !== code)].slice(0, KEPT)
  localStorage.setItem(KEY, JSON.stringify(kept))
}
