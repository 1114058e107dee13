import { Combobox as Kit } from '@base-ui/react/combobox'
import { Check, ChevronDown, Search } from 'lucide-react'
import { useId, useMemo, type Ref } from 'react'
import { folded } from '@/lib/fold'
import { FieldNote } from '../ui'
import { EDGE_PX, GAP_PX, POPUP, POPUP_ITEM, usePopupContainer } from '../popup'

type Option = readonly [value: string, words: string]
/** As the kit takes them: it would hold a pair for two values. */
interface Item {
  value: string
  label: string
}

export interface ComboboxProps {
  label: string
  value: string
  options: readonly Option[]
  onChange: (value: string) => void
  onBlur?: () => void
  error?: string | undefined
  hint?: string
  className?: string
  ref?: Ref<HTMLButtonElement>
}

/** One of many: the list that opens below its field has a search above it. */
export function ComboboxField({ label, value, options, onChange, onBlur, className, ref, ...rest }: ComboboxProps) {
  const { error, hint } = rest
  const note = error ?? hint
  const id = useId()
  const items = useMemo(() => options.map(([value, label]): Item => ({ value, label })), [options])
  const chosen = items.find((item) => item.value === value) ?? { value, label: value }
  return (
    <div className={className}>
      <Kit.Root<Item>
        items={items}
        value={chosen}
        autoHighlight
        isItemEqualToValue={(one, other) => one.value === other.value}
        filter={({ value, label }, typed) => fits([value, label], typed)}
        onValueChange={(next) => {
          if (next !== null) onChange(next.value)
        }}
      >
        <Kit.Label className="mb-1.5 block text-sm font-medium">{label}</Kit.Label>
        <Kit.Trigger
          ref={ref}
          onBlur={onBlur}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className="input flex items-center justify-between gap-2 text-left"
        >
          <span className="min-w-0 flex-1 truncate">
            <Kit.Value />
          </span>
          <Kit.Icon>
            <ChevronDown className="size-4 shrink-0 text-soft" aria-hidden />
          </Kit.Icon>
        </Kit.Trigger>
        <Options label={label} />
      </Kit.Root>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

/** Every word that was typed, in any order, in the option's words or its code. */
export function fits([value, words]: Option, typed: string): boolean {
  const text = folded(`${words} ${value}`)
  return folded(typed)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function Options({ label }: { label: string }) {
  const container = usePopupContainer()
  return (
    <Kit.Portal container={container}>
      <Kit.Positioner
        positionMethod="fixed"
        align="start"
        sideOffset={GAP_PX}
        collisionPadding={EDGE_PX}
        className="z-50"
      >
        <Kit.Popup
          data-popover
          aria-label={label}
          className={`${POPUP} flex max-h-[min(24rem,var(--available-height))] w-(--anchor-width) min-w-64 max-w-[calc(100vw-1.5rem)] flex-col`}
        >
          <SearchField label="Search" />
          <Kit.Empty className="px-4 text-center text-sm text-soft not-empty:py-4">Nothing matches.</Kit.Empty>
          <Kit.List className="min-h-0 flex-1 overflow-y-auto p-1.5 empty:hidden">
            {(item: Item) => (
              <Kit.Item key={item.value} value={item} className={POPUP_ITEM}>
                <span className="min-w-0 flex-1 truncate">{item.label}</span>
                <Kit.ItemIndicator>
                  <Check className="size-4 text-accent" aria-hidden />
                </Kit.ItemIndicator>
              </Kit.Item>
            )}
          </Kit.List>
        </Kit.Popup>
      </Kit.Positioner>
    </Kit.Portal>
  )
}

/** The search above a list of the kit; to stand within a combobox's root. */
export function SearchField({ label }: { label: string }) {
  return (
    <div className="relative shrink-0 border-b border-line p-2">
      <Search className="pointer-events-none absolute left-4.5 top-4.5 size-4 text-soft" aria-hidden />
      <Kit.Input aria-label={label} placeholder={label} className="input pl-9" />
    </div>
  )
}
