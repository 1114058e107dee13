import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { DataTable, RowButton, useSortedRows, type Column } from '@/components/data-table'
import { Dialog } from '@/components/Dialog'
import { Combobox, Select } from '@/components/fields'
import { Menu } from '@/components/Menu'
import { ProgressBar } from '@/components/ProgressBar'
import { Switch } from '@/components/Switch'
import { Tabs } from '@/components/Tabs'
import { useToast } from '@/components/toasts'
import { Tooltip } from '@/components/Tooltip'
import { Button, Card, Empty } from '@/components/ui'

const FRUITS = ['Apple', 'Banana', 'Cherry', 'Date', 'Elderberry', 'Fig', 'Grape'].map((name) => [name, name] as const)
const ZONES = Intl.supportedValuesOf('timeZone').map((zone) => [zone, zone.replaceAll('_', ' ')] as const)

export function Parts() {
  const [fruit, setFruit] = useState('Banana')
  const [zone, setZone] = useState('Europe/Bucharest')
  const [tab, setTab] = useState<'one' | 'two'>('one')
  const [on, setOn] = useState(true)
  const [open, setOpen] = useState(false)
  const toast = useToast()
  const done = (what: string) => () => {
    toast(`${what}.`, { tone: 'good', actions: [{ label: 'Undo', run: () => toast(`${what} undone.`) }] })
  }
  const fields = (
    <>
      <Select label="Fruit" options={FRUITS} value={fruit} onChange={setFruit} />
      <Combobox label="Time zone" options={ZONES} value={zone} onChange={setZone} />
    </>
  )
  return (
    <>
      <Card title="Fields and windows">
        <div className="grid gap-4 p-5 sm:grid-cols-2">
          {fields}
          <div className="flex flex-wrap items-center gap-3">
            <Switch label="A switch" on={on} onChange={setOn} />
            <Menu
              label="More"
              entries={[
                { label: 'Edit', icon: Pencil, run: done('Edited') },
                { label: 'Copy', icon: Copy, run: done('Copied'), disabled: true },
                'line',
                { label: 'Delete', icon: Trash2, run: done('Deleted'), danger: true },
              ]}
            >
              <Ellipsis className="size-4" aria-hidden />
            </Menu>
            <Tooltip label="Opens a dialog">
              <Button
                onClick={() => {
                  setOpen(true)
                }}
              >
                Dialog
              </Button>
            </Tooltip>
            <Button onClick={() => toast('It could not be saved.', 'bad')}>Fail</Button>
          </div>
          <div className="overflow-hidden rounded-lg border border-line">
            <Tabs
              label="Tabs"
              value={tab}
              onChange={setTab}
              tabs={[
                ['one', 'One'],
                ['two', 'Two'],
              ]}
            >
              <p className="p-3 text-sm">Panel {tab}</p>
            </Tabs>
          </div>
        </div>
        <Dialog
          title="A dialog"
          open={open}
          unsaved={fruit !== 'Banana'}
          onClose={() => {
            setOpen(false)
          }}
        >
          <div className="space-y-4">{fields}</div>
        </Dialog>
      </Card>
      <Card title="Progress">
        <div className="space-y-4 p-5">
          <ProgressBar
            label="Importing may.csv"
            standing={{ done: 4_200, total: 10_000, percent: 42, etaS: 14, perS: 410 }}
            unit="rows"
          />
          <ProgressBar label="Syncing with the bank" standing={null} unit="transactions" />
        </div>
      </Card>
      <Holdings />
    </>
  )
}

interface Holding {
  name: string
  value: number
}
const KEYS = { name: ({ name }: Holding) => name, value: ({ value }: Holding) => value }
const COLUMNS: Column<Holding>[] = [
  {
    id: 'name',
    head: 'Name',
    cell: ({ name }) => <RowButton>{name}</RowButton>,
    width: 'minmax(0,1fr)',
    sortable: true,
  },
  { id: 'kind', head: 'Kind', cell: () => 'Share', width: '8rem', from: 'md' },
  {
    id: 'value',
    head: 'Value',
    cell: ({ value }) => value,
    width: '8rem',
    phoneWidth: 'auto',
    right: true,
    sortable: true,
  },
]

function Holdings() {
  const all = useMemo(
    () =>
      Array.from({ length: 5_000 }, (_, number) => ({ name: `Holding ${number}`, value: (number * 7_919) % 5_003 })),
    [],
  )
  const sorted = useSortedRows(all, KEYS)
  return (
    <Card title="Table" className="overflow-hidden">
      <DataTable
        label="Holdings"
        columns={COLUMNS}
        keyOf={({ name }) => name}
        rowPx={41}
        empty={<Empty title="No holdings" />}
        className="h-72"
        rowProps={() => ({ className: 'hover:bg-raised/60' })}
        {...sorted}
      />
    </Card>
  )
}
