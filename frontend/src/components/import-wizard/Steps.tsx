import { Check } from 'lucide-react'
import { useEffect, useRef } from 'react'

export type Step = 'file' | 'columns' | 'check' | 'store'
const STEPS: [Step, string][] = [
  ['file', 'File'],
  ['columns', 'Columns'],
  ['check', 'Check'],
  ['store', 'Import'],
]

interface Props {
  at: Step
  /** Whether the file's columns have to be told. */
  hasColumns: boolean
  over?: boolean
}

export function Steps({ at, hasColumns, over = false }: Props) {
  const steps = STEPS.filter(([step]) => hasColumns || step !== 'columns')
  const list = useTopOnChange(at)
  const reached = steps.findIndex(([step]) => step === at)
  return (
    <ol
      ref={list}
      className="flex justify-between gap-x-3 overflow-x-auto border-b border-line px-4 py-3 text-sm sm:justify-start sm:gap-x-6 sm:px-5"
      aria-label="Steps"
    >
      {steps.map(([step, name], place) => (
        <li
          key={step}
          aria-current={step === at ? 'step' : undefined}
          className={`flex items-center gap-1.5 whitespace-nowrap ${step === at ? 'font-medium' : 'text-soft'}`}
        >
          <span
            aria-hidden
            className={`grid size-5 place-items-center rounded-full text-xs ${place <= reached ? 'bg-accent text-accent-ink' : 'bg-raised'}`}
          >
            {place < reached || over ? <Check className="size-3" /> : place + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  )
}

/** A new step begins at its top, wherever the button stood that led there. */
function useTopOnChange(at: Step) {
  const list = useRef<HTMLOListElement>(null)
  const before = useRef(at)
  useEffect(() => {
    if (before.current !== at) list.current?.scrollIntoView({ block: 'center' })
    before.current = at
  }, [at])
  return list
}
