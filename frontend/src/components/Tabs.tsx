import { Tabs as Kit } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

interface Props<Value extends string> {
  label: string
  value: Value
  tabs: readonly (readonly [value: Value, face: ReactNode])[]
  onChange: (value: Value) => void
  /** What the chosen tab shows. */
  children: ReactNode
}

/** Tabs of the same width above what the chosen one shows. */
export function Tabs<Value extends string>({ label, value, tabs, onChange, children }: Props<Value>) {
  return (
    <Kit.Root
      value={value}
      onValueChange={(next) => {
        onChange(next as Value)
      }}
    >
      <Kit.List activateOnFocus aria-label={label} className="grid auto-cols-fr grid-flow-col border-b border-line">
        {tabs.map(([tab, face]) => (
          <Kit.Tab
            key={tab}
            value={tab}
            className="border-b-2 border-transparent bg-raised px-3 py-2.5 text-left text-soft -outline-offset-2 transition hover:bg-card data-active:border-accent data-active:bg-card data-active:text-ink sm:px-4"
          >
            {face}
          </Kit.Tab>
        ))}
      </Kit.List>
      <Kit.Panel value={value}>{children}</Kit.Panel>
    </Kit.Root>
  )
}
