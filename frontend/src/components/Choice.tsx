import { useId, useState, type ReactNode } from 'react'

interface Props<Value extends string> {
  label: string
  value: Value
  options: readonly (readonly [Value, ReactNode])[]
  onChange: (value: Value) => void
}

/** One of a few, side by side; the arrow keys move between them, as in any group of radio buttons. */
export function Choice<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const name = useId()
  // Shown at once: what is chosen may live in the address, which follows a moment later.
  const [shown, setShown] = useState({ value, from: value })
  if (value !== shown.from) setShown({ value, from: value })
  return (
    <fieldset className="inline-flex rounded-lg border border-line bg-raised p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(([option, words]) => (
        <label
          key={option}
          className={`relative flex min-h-8 cursor-pointer items-center whitespace-nowrap rounded-md px-3 text-sm transition has-focus-visible:outline-2 has-focus-visible:outline-accent ${option === shown.value ? 'bg-card font-medium text-ink shadow-sm' : 'text-soft hover:text-ink'}`}
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={option === shown.value}
            onChange={() => {
              setShown({ ...shown, value: option })
              onChange(option)
            }}
          />
          {words}
        </label>
      ))}
    </fieldset>
  )
}
