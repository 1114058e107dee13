import { Select as Kit } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import { useId, useMemo, type ReactNode, type Ref } from 'react'
import { FieldNote } from '../ui'
import { EDGE_PX, GAP_PX, POPUP, POPUP_ITEM, usePopupContainer } from '../popup'

export interface SelectProps<Value extends string> {
  label: string
  hideLabel?: boolean
  value: Value
  options: readonly (readonly [value: Value, words: ReactNode])[]
  onChange: (value: Value) => void
  onBlur?: () => void
  disabled?: boolean
  error?: string | undefined
  hint?: string
  /** Of the field with its label, and of its face alone. */
  className?: string
  faceClassName?: string
  ref?: Ref<HTMLButtonElement>
}

/** One of several, from a list that opens below its field. */
export function SelectField<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel = false, value, options, onChange, onBlur, disabled = false, error, hint, ref } = props
  const note = error ?? hint
  const id = useId()
  const items = useMemo(() => options.map(([value, words]) => ({ value, label: words })), [options])
  return (
    <div className={props.className}>
      <Kit.Root
        items={items}
        value={value}
        disabled={disabled}
        modal={false}
        onValueChange={(next) => {
          if (next !== null) onChange(next)
        }}
      >
        <Kit.Label className={hideLabel ? 'sr-only' : 'mb-1.5 block text-sm font-medium'}>{label}</Kit.Label>
        <Kit.Trigger
          ref={ref}
          onBlur={onBlur}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={`input flex items-center justify-between gap-2 text-left data-disabled:opacity-55 ${props.faceClassName ?? ''}`}
        >
          <span className="min-w-0 flex-1 truncate">
            <Kit.Value />
          </span>
          <Kit.Icon>
            <ChevronDown className="size-4 shrink-0 text-soft" aria-hidden />
          </Kit.Icon>
        </Kit.Trigger>
        <Options options={options} />
      </Kit.Root>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

function Options<Value extends string>({ options }: Pick<SelectProps<Value>, 'options'>) {
  const container = usePopupContainer()
  return (
    <Kit.Portal container={container}>
      <Kit.Positioner
        alignItemWithTrigger={false}
        positionMethod="fixed"
        sideOffset={GAP_PX}
        collisionPadding={EDGE_PX}
        className="z-50"
      >
        <Kit.Popup
          data-popover
          className={`${POPUP} max-h-[min(22rem,var(--available-height))] min-w-(--anchor-width) max-w-[calc(100vw-1.5rem)] overflow-y-auto p-1.5`}
        >
          {options.map(([value, words]) => (
            <Kit.Item key={value} value={value} className={POPUP_ITEM}>
              <Kit.ItemText className="min-w-0 flex-1 truncate">{words}</Kit.ItemText>
              <Kit.ItemIndicator>
                <Check className="size-4 text-accent" aria-hidden />
              </Kit.ItemIndicator>
            </Kit.Item>
          ))}
        </Kit.Popup>
      </Kit.Positioner>
    </Kit.Portal>
  )
}
