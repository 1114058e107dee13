import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
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
const MOVES: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 }

/** The three counts, which are the tabs too; the arrow keys move between them. */
export function Tabs({ counts, value, onChange, children }: Props) {
  const { locale } = useLocale()
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const by = MOVES[event.key]
    if (!by) return
    event.preventDefault()
    const next = (KINDS.findIndex(([kind]) => kind === value) + by + KINDS.length) % KINDS.length
    onChange(KINDS[next]?.[0] ?? value)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label="Rows of the file"
        className="grid grid-cols-3 border-b border-line"
        onKeyDown={move}
      >
        {KINDS.map(([kind, name, tone]) => (
          <button
            key={kind}
            type="button"
            role="tab"
            id={`${id}-${kind}`}
            aria-selected={kind === value}
            aria-controls={`${id}-rows`}
            tabIndex={kind === value ? 0 : -1}
            onClick={() => {
              onChange(kind)
            }}
            className={`border-b-2 px-3 py-2.5 text-left transition -outline-offset-2 sm:px-4 ${kind === value ? 'border-accent bg-card' : 'border-transparent bg-raised hover:bg-card'}`}
          >
            <span className={`block text-xs ${kind === value ? 'font-medium text-ink' : 'text-soft'}`}>{name}</span>
            <span className={`money block text-xl font-semibold ${counts[kind] ? tone : 'text-soft'}`}>
              {count(counts[kind], locale)}
            </span>
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-rows`} aria-labelledby={`${id}-${value}`}>
        {children}
      </div>
    </>
  )
}
