/**
 * The last seconds of what was pushed. An answer of the server that was on its way meanwhile does not know of it:
 * it is put in once more when the answer is there.
 */
import type { Transaction } from '@/lib/api/types'
import { keyOf } from './lists'

const KEPT_MS = 15_000
const KEPT_AT_MOST = 500

interface Entry {
  at: number
  /** null: it is gone. */
  row: Transaction | null
  created: boolean
}

export class Latest {
  private readonly entries = new Map<string, Entry>()

  created(rows: Transaction[], now = Date.now()): void {
    for (const row of rows) this.put(keyOf(row), { at: now, row, created: true })
  }

  changed(rows: Transaction[], now = Date.now()): void {
    for (const row of rows) {
      const created = this.entries.get(keyOf(row))?.created ?? false
      this.put(keyOf(row), { at: now, row, created })
    }
  }

  gone(keys: string[], now = Date.now()): void {
    for (const key of keys) this.put(key, { at: now, row: null, created: false })
  }

  /** What came within the last seconds, each row once and as it was told last. */
  read(now = Date.now()): { created: Transaction[]; rows: Transaction[]; gone: Set<string> } {
    const fresh = [...this.entries].filter(([, { at }]) => now - at < KEPT_MS)
    const rows = fresh.flatMap(([, { row }]) => row ?? [])
    const created = fresh.flatMap(([, entry]) => (entry.created && entry.row) || [])
    return { created, rows, gone: new Set(fresh.filter(([, { row }]) => row === null).map(([key]) => key)) }
  }

  private put(key: string, entry: Entry): void {
    this.entries.delete(key)
    this.entries.set(key, entry)
    const [oldest] = this.entries.keys()
    if (this.entries.size > KEPT_AT_MOST && oldest !== undefined) this.entries.delete(oldest)
  }
}
