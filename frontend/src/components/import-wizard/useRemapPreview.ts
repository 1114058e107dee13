import { useEffect, useState } from 'react'
import { useRemap } from './api'
import { keepRemap } from './remap'
import type { ImportSchema } from './schema'
import type { ImportPreview, Remap } from './types'

const PAUSE_MS = 400

/**
 * Have the file read anew a moment after the last thing that was said of it, one reading at a time: two at once
 * could be kept in the wrong order. fresh: what is shown, and what a commit would store, is by what was said.
 */
export function useRemapPreview(
  schema: Pick<ImportSchema, 'api'>,
  { id }: Pick<ImportPreview, 'id'>,
  remap: Remap,
  whole: boolean,
) {
  const { mutate, isPending, error } = useRemap(schema, id)
  const place = `${schema.api.root}/${id}`
  const wanted = JSON.stringify(remap)
  const [sent, setSent] = useState(wanted)
  const due = whole && !isPending && wanted !== sent
  useEffect(() => {
    if (!due) return
    const timer = setTimeout(() => {
      const said = JSON.parse(wanted) as Remap
      setSent(wanted)
      keepRemap(place, said)
      mutate(said)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [due, wanted, mutate, place])
  const current = wanted === sent
  return {
    fresh: whole && current && !isPending && !error,
    busy: whole && (isPending || !current),
    error: current ? error : null,
  }
}
