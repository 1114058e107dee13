import { DataTable, RowButton, type Column, type RowSource } from '@/components/data-table'
import { Badge, Empty } from '@/components/ui'
import type { Person } from '@/lib/api/types'
import { count, moment, type UserLocale } from '@/lib/format'
import { useLocale, useUser } from '@/lib/user'
import { RoleChip, StateChip } from './chips'

const ROW_PX = 61

interface Props {
  rows: Person[]
  source: RowSource
  onChoose: (id: number) => void
}

export function UserTable({ rows, source, onChoose }: Props) {
  const userLocale = useLocale()
  const { id } = useUser()
  return (
    <DataTable
      label="Users"
      columns={columnsOf(userLocale, id, onChoose)}
      rows={rows}
      keyOf={(row) => row.id}
      rowPx={ROW_PX}
      measured
      source={source}
      empty={<Empty title="Nobody found">No account has such a name, address, role and state.</Empty>}
      className="max-h-[calc(100dvh-15rem)] min-h-40"
      rowProps={() => ({ className: 'py-2.5 hover:bg-raised/60' })}
    />
  )
}

const lastSeen = ({ signed_in_at }: Person, userLocale: UserLocale) =>
  signed_in_at ? moment(signed_in_at, userLocale) : 'never'

const columnsOf = (userLocale: UserLocale, ownId: number, onChoose: (id: number) => void): Column<Person>[] => [
  {
    id: 'name',
    head: 'Name',
    cell: (row) => <Name row={row} isOwn={row.id === ownId} userLocale={userLocale} onChoose={onChoose} />,
    width: 'minmax(0,1fr)',
  },
  { id: 'role', head: 'Role', cell: (row) => <RoleChip role={row.role} />, width: '8.5rem', from: 'md' },
  { id: 'state', head: 'State', cell: (row) => <StateChip person={row} />, width: '6.5rem', from: 'md' },
  {
    id: 'seen',
    head: 'Last sign-in',
    cell: (row) => <span className="tabular-nums text-soft">{lastSeen(row, userLocale)}</span>,
    width: '11rem',
    from: 'lg',
  },
  {
    id: 'devices',
    head: 'Devices',
    cell: ({ sessions }) => <span className="tabular-nums text-soft">{count(sessions, userLocale.locale)}</span>,
    width: '4.5rem',
    from: 'md',
    right: true,
  },
]

interface NameProps {
  row: Person
  isOwn: boolean
  userLocale: UserLocale
  onChoose: (id: number) => void
}

const Name = ({ row, isOwn, userLocale, onChoose }: NameProps) => (
  <>
    <span className="flex items-center gap-2">
      <RowButton
        onClick={() => {
          onChoose(row.id)
        }}
      >
        {row.username}
      </RowButton>
      {isOwn && <Badge>You</Badge>}
    </span>
    <span className="mt-0.5 block truncate text-xs text-soft">{row.email}</span>
    <span className="mt-1.5 flex flex-wrap gap-2 md:hidden">
      <StateChip person={row} />
      <RoleChip role={row.role} />
    </span>
    <span className="mt-1.5 block text-xs text-soft md:hidden">Last sign-in: {lastSeen(row, userLocale)}</span>
  </>
)
