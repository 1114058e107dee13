interface Props {
  label: string
  on: boolean
  onChange: (on: boolean) => void
}

/** On or off, at once. */
export function Switch({ label, on, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      className={`relative h-6 w-10 shrink-0 rounded-full border transition ${on ? 'border-transparent bg-accent' : 'border-soft bg-raised'}`}
      onClick={() => {
        onChange(!on)
      }}
    >
      <span
        aria-hidden
        className={`absolute top-1/2 size-4 -translate-y-1/2 rounded-full transition-[left] ${on ? 'left-[19px] bg-accent-ink' : 'left-0.5 bg-soft'}`}
      />
    </button>
  )
}
