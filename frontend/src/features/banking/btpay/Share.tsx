import type { ReactNode } from 'react'
import { Meter } from '@/components/charts/Meter'

interface Props {
  icon: ReactNode
  name: string
  note: string
  amount: string
  share: number
  colour?: string
}

/** A line of a list of sums, with a bar as long as its share. */
export function Share({ icon, name, note, amount, share, colour = 'var(--accent)' }: Props) {
  return (
    <li className="text-sm">
      <div className="flex items-center gap-2.5">
        {icon}
        <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
          <span className="truncate">{name}</span>
          <span className="shrink-0 text-xs tabular-nums text-soft">{note}</span>
        </span>
        <span className="money font-medium">{amount}</span>
      </div>
      <Meter share={share} colour={colour} className="mt-1.5 w-full" />
    </li>
  )
}

export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="px-5 py-10 text-center text-sm text-soft">{children}</p>
)
