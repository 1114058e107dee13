import { useEffect, useState } from 'react'
import { useRemap, type ImportPreview, type Mapping } from './api'
import { readMapping } from './mapping'

const PAUSE_MS = 400

/**
 * Have the file read anew a moment after the last change of its mapping, one reading at a time: two at once
 * could be kept in the wrong order. fresh: what is shown, and what a commit would store, is by this mapping.
 */
export function useLookAgain(preview: ImportPreview, mapping: Mapping, whole: boolean) {
  const { mutate, isPending, error } = useRemap(preview.id)
  const wanted = JSON.stringify(mapping)
  const [sent, setSent] = useState(() => JSON.stringify(readMapping(preview.mapping)))
  const due = whole && !isPending && wanted !== sent
  useEffect(() => {
    if (!due) return
    const timer = setTimeout(() => {
      setSent(wanted)
      mutate(JSON.parse(wanted) as Mapping)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [due, wanted, mutate])
  const current = wanted === sent
  return {
    fresh: whole && current && !isPending && !error,
    busy: whole && (isPending || !current),
    error: current ? error : null,
  }
}
