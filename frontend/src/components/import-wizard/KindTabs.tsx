import type { ReactNode } from 'react'
import { Tabs } from '@/components/Tabs'
import { count } from '@/lib/format'
import { useLocale } from '@/lib/user'
import type { Kind } from './rows'

interface Props {
  counts: Record<Kind, number>
  value: Kind
  onChange: (kind: Kind) => void
  children: ReactNode
}
const KINDS: [Kind, string, string][] = [
  ['new', 'New', 'text-good'],
  ['known', 'Known', 'text-ink'],
  ['problems', 'Problems', 'text-bad'],
]

/** The three counts, which are the tabs too. */
export function KindTabs({ counts, value, onChange, children }: Props) {
  const { locale } = useLocale()
  const tabs = KINDS.map(([kind, name, tone]) => {
    const face = (
      <>
        <span className="block text-xs">{name}</span>
        <span className={`money block text-xl font-semibold ${counts[kind] ? tone : 'text-soft'}`}>
          {count(counts[kind], locale)}
        </span>
      </>
    )
    return [kind, face] as const
  })
  return (
    <Tabs label="Rows of the file" value={value} tabs={tabs} onChange={onChange}>
      {children}
    </Tabs>
  )
}
