import { Tabs as Kit } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
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
export function Tabs({ counts, value, onChange, children }: Props) {
  const { locale } = useLocale()
  return (
    <Kit.Root
      value={value}
      onValueChange={(kind) => {
        onChange(kind as Kind)
      }}
    >
      <Kit.List activateOnFocus aria-label="Rows of the file" className="grid grid-cols-3 border-b border-line">
        {KINDS.map(([kind, name, tone]) => (
          <Kit.Tab
            key={kind}
            value={kind}
            className={`border-b-2 px-3 py-2.5 text-left transition -outline-offset-2 sm:px-4 ${kind === value ? 'border-accent bg-card' : 'border-transparent bg-raised hover:bg-card'}`}
          >
            <span className={`block text-xs ${kind === value ? 'font-medium text-ink' : 'text-soft'}`}>{name}</span>
            <span className={`money block text-xl font-semibold ${counts[kind] ? tone : 'text-soft'}`}>
              {count(counts[kind], locale)}
            </span>
          </Kit.Tab>
        ))}
      </Kit.List>
      <Kit.Panel value={value}>{children}</Kit.Panel>
    </Kit.Root>
  )
}
