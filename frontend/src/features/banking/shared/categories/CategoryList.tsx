import { Check, Search } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Loading } from '@/components/ui'
import { CategoryIcon } from './CategoryIcon'
import { searchCategories, useCategories } from './categories'
import { folded } from '@/lib/fold'
import { recentCategories } from './recentCategories'
import { useLocale } from '@/lib/user'

export interface Extra {
  code: string
  label: string
}

interface Props {
  value: string | null
  extras: Extra[]
  onChoose: (code: string) => void
}
interface Option extends Extra {
  colour: string | null
  icon: string | null
  depth: 0 | 1
  /** The primary category's name, where the list is not a tree. */
  above: string | null
}

/** The combobox itself: type to search, arrows to move, Enter to choose. */
export function CategoryList({ value, extras, onChoose }: Props) {
  const [typed, setTyped] = useState('')
  const options = useOptions(typed, extras)
  const [at, setAt] = useState<number | null>(null)
  const active = Math.min(
    at ?? Math.max(0, typed ? 0 : options.findIndex(({ code }) => code === value)),
    options.length - 1,
  )
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const { isPending } = useCategories()
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
    })
    return () => {
      cancelAnimationFrame(frame)
    }
  }, [active])
  const onKeyDown = (event: KeyboardEvent) => {
    const last = options.length - 1
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 8,
      PageUp: active - 8,
      Home: 0,
      End: last,
    }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(last, to)))
    }
    const chosen = options[active]
    if (event.key === 'Enter') {
      event.preventDefault()
      if (chosen) onChoose(chosen.code)
    }
  }
  return (
    <>
      <div className="relative border-b border-line p-2">
        <Search className="pointer-events-none absolute left-4.5 top-4.5 size-4 text-soft" aria-hidden />
        <input
          role="combobox"
          aria-label="Search categories"
          aria-expanded
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={options[active] ? `${id}-${active}` : undefined}
          placeholder="Search categories"
          autoComplete="off"
          className="input pl-9"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setAt(null)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {isPending && <Loading rows={3} />}
      <ul ref={list} id={id} role="listbox" aria-label="Categories" className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {options.map((option, place) => (
          <li
            key={option.code}
            id={`${id}-${place}`}
            role="option"
            aria-selected={option.code === value}
            className={`flex cursor-pointer items-center gap-2.5 rounded-lg py-1.5 pr-2 text-sm ${option.depth ? 'pl-7' : 'pl-2.5 font-medium'} ${place === active ? 'bg-tint' : ''}`}
            onPointerMove={() => {
              setAt(place)
            }}
            onClick={() => {
              onChoose(option.code)
            }}
          >
            {option.colour && <CategoryIcon icon={option.icon} colour={option.colour} />}
            <span className="min-w-0 flex-1 truncate">
              {option.label}
              {option.above && <span className="ml-1.5 text-xs font-normal text-soft">{option.above}</span>}
            </span>
            {option.code === value && <Check className="size-4 shrink-0 text-accent" aria-hidden />}
          </li>
        ))}
      </ul>
      {!isPending && options.length === 0 && (
        <p role="status" className="px-4 pb-5 text-center text-sm text-soft">
          No category has that name.
        </p>
      )}
    </>
  )
}

function useOptions(typed: string, extras: Extra[]): Option[] {
  const { all, label, colour, icon } = useCategories()
  const { locale } = useLocale()
  const [recent] = useState(recentCategories)
  const found: Option[] = searchCategories(all, typed, locale, recent).map(({ code, parent }) => ({
    code,
    label: label(code),
    colour: colour(code),
    icon: icon(code),
    depth: parent && !typed ? 1 : 0,
    above: parent && typed ? label(parent) : null,
  }))
  const fitting = extras.filter((extra) => folded(extra.label).includes(folded(typed.trim())))
  return [...fitting.map((extra) => ({ ...extra, colour: null, icon: null, depth: 0, above: null }) as const), ...found]
}
