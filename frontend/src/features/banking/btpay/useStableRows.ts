import { useState } from 'react'
import type { Transaction } from '@/lib/api/types'
import { light } from '@/features/banking/shared/transactions/arrivals'
import { useIsHeld } from '@/lib/hold'
import { keyOf } from '@/features/banking/shared/transactions/lists'

const NONE: Transaction[] = []

/** The rows of the newest answer; while one is busy with those that are shown, these stay. */
export function useStableRows(rows: Transaction[] | undefined, scope: string) {
  const held = useIsHeld()
  const [shown, setShown] = useState({ rows, scope })
  const show = () => {
    const before = new Set(shown.rows?.map(keyOf))
    if (shown.scope === scope && shown.rows) light((rows ?? []).filter((row) => !before.has(keyOf(row))))
    setShown({ rows, scope })
  }
  if (rows !== shown.rows && (!held || shown.scope !== scope || !shown.rows)) show()
  const known = new Set(shown.rows?.map(keyOf))
  const count = (rows ?? []).filter((row) => !known.has(keyOf(row))).length
  const now = new Map(rows?.map((row) => [keyOf(row), row]))
  return { rows: shown.rows?.map((row) => now.get(keyOf(row)) ?? row) ?? NONE, waiting: { count, show } }
}
