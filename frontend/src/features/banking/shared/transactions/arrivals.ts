/** What has come and is not in the lists yet, and which rows are so new that they light up. */
import { useSyncExternalStore } from 'react'
import type { Transaction } from '@/lib/api/types'
import { isHeld, watchHolding } from '@/lib/hold'
import { keyOf } from './lists'

const HELD_AT_MOST = 1_000
const LIGHT_MS = 2_000
const LIT_AT_MOST = 300
/** After the last window closes, so that nothing moves under the next click. */
const CALM_MS = 900

/** Gathers rows while they are held, and gives them out once nobody is busy. */
export class Arrivals {
  private held = new Map<string, Transaction>()
  private overflown = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly watchers = new Set<() => void>()

  constructor(
    private readonly give: (rows: Transaction[], overflown: boolean) => void,
    private readonly calmMs = CALM_MS,
  ) {}

  /** Follow who is busy until the answer is called. */
  begin(): () => void {
    const stop = watchHolding(() => {
      this.wait(!isHeld() && this.count > 0)
    })
    return () => {
      this.wait(false)
      stop()
    }
  }

  get count(): number {
    return this.held.size
  }

  /** Take rows in, oldest first. */
  add(rows: Transaction[]): void {
    if (!isHeld() && this.count === 0) {
      this.give(rows, false)
      return
    }
    for (const row of rows) this.held.set(keyOf(row), row)
    if (this.held.size > HELD_AT_MOST) {
      this.overflown = true
      this.held = new Map([...this.held].slice(-HELD_AT_MOST))
    }
    if (!isHeld() && this.timer === undefined) this.wait(true)
    this.tell()
  }

  /** Tell what has become of a row, null where it is gone. Returns whether it waits here. */
  learn(key: string, change: ((row: Transaction) => Transaction) | null): boolean {
    const row = this.held.get(key)
    if (!row) return false
    if (change) this.held.set(key, change(row))
    else this.held.delete(key)
    this.tell()
    return true
  }

  /** Give out all that waits, now. */
  readonly release = (): void => {
    this.wait(false)
    const rows = [...this.held.values()]
    const { overflown } = this
    this.held.clear()
    this.overflown = false
    if (rows.length > 0) this.give(rows, overflown)
    this.tell()
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  private wait(on: boolean): void {
    clearTimeout(this.timer)
    this.timer = on ? setTimeout(this.release, this.calmMs) : undefined
  }

  private tell(): void {
    this.watchers.forEach((watcher) => {
      watcher()
    })
  }
}

export const useCount = (arrivals: Arrivals) => useSyncExternalStore(arrivals.watch, () => arrivals.count)

const lit = new Map<string, number>()

/** Remember that these have just been shown. */
export function light(rows: Transaction[]): void {
  const now = Date.now()
  for (const row of rows) lit.set(keyOf(row), now)
  for (const key of [...lit.keys()].slice(0, Math.max(0, lit.size - LIT_AT_MOST))) lit.delete(key)
}

export const isLit = (row: Transaction) => Date.now() - (lit.get(keyOf(row)) ?? 0) < LIGHT_MS
