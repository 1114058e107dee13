import { useState } from 'react'

/** What a person decides against the preview's own judgement, by the file's lines. */
export interface Verdicts {
  keep: ReadonlySet<number>
  skip: ReadonlySet<number>
  set: (kind: 'keep' | 'skip', line: number, on: boolean) => void
}

export function useVerdicts(): Verdicts {
  const [lines, setLines] = useState<{ keep: ReadonlySet<number>; skip: ReadonlySet<number> }>({
    keep: new Set(),
    skip: new Set(),
  })
  return {
    ...lines,
    set: (kind, line, on) => {
      const next = new Set(lines[kind])
      if (on) next.add(line)
      else next.delete(line)
      setLines({ ...lines, [kind]: next })
    },
  }
}
