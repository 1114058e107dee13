import { Switch as Kit } from '@base-ui/react/switch'

interface Props {
  label: string
  on: boolean
  onChange: (on: boolean) => void
}

/** On or off, at once. */
export function Switch({ label, on, onChange }: Props) {
  return (
    <Kit.Root
      nativeButton
      render={<button type="button" />}
      aria-label={label}
      checked={on}
      onCheckedChange={(next) => {
        onChange(next)
      }}
      className={`relative h-6 w-10 shrink-0 rounded-full border transition ${on ? 'border-transparent bg-accent' : 'border-soft bg-raised'}`}
    >
      <Kit.Thumb
        className={`absolute top-1/2 size-4 -translate-y-1/2 rounded-full transition-[left] ${on ? 'left-[19px] bg-accent-ink' : 'left-0.5 bg-soft'}`}
      />
    </Kit.Root>
  )
}
