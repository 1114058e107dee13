import { CornerDownRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Switch } from '@/components/Switch'
import type { WizardRow } from './types'
import type { Verdicts } from './verdicts'

interface Props {
  row: WizardRow
  verdicts: Verdicts
  /** What is stored. */
  children: ReactNode
}

/** What is stored of a row already, or is much like it; and what is to become of the row. */
export function TwinRow({ row, verdicts, children }: Props) {
  const kind = row.duplicate ? 'keep' : 'skip'
  const words = row.duplicate ? 'Import anyway' : 'Leave out'
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-raised/50 px-3 py-2 text-xs text-soft">
      <CornerDownRight className="size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 flex-1 basis-52 [overflow-wrap:anywhere]">
        {row.duplicate ? 'Already stored: ' : 'Similar to a stored one: '}
        {children}
      </span>
      <label className="flex shrink-0 items-center gap-2 py-1">
        {words}
        <Switch
          label={`${words}: line ${row.line}`}
          on={verdicts[kind].has(row.line)}
          onChange={(on) => {
            verdicts.set(kind, row.line, on)
          }}
        />
      </label>
    </div>
  )
}
