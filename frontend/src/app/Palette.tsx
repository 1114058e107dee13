import { Command } from 'cmdk'
import { CircleHelp, FileUp, Landmark, LogOut, Monitor, Moon, Search, Sun, Wand2, type LucideIcon } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { Dialog } from '@/components/Dialog'
import { TransactionAmount } from '@/features/banking/shared/Money'
import { useOpenTransaction } from '@/features/banking/shared/transactions/openTransaction'
import { useTransactionSearch } from '@/features/banking/shared/transactions/search'
import { titleOf } from '@/features/banking/shared/transactions/title'
import { whenOf } from '@/lib/days'
import { useTheme } from '@/lib/theme'
import { useLocale, useUser } from '@/lib/user'
import { NAV_ITEMS } from './navigation'
import { signOut } from './signOut'

interface Props {
  onClose: () => void
  onHelp: () => void
}
const TYPING_MS = 200
const GROUP = '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:pt-3'

/** Go to a page, find a transaction, or do one of the common things, by a few letters. */
export default function Palette({ onClose, onHelp }: Props) {
  const [typed, setTyped] = useState('')
  return (
    <Dialog title="Go to or search" open onClose={onClose}>
      <Command label="Go to or search" className={`${GROUP} text-sm [&_[cmdk-group-heading]]:text-xs`}>
        <Command.Input
          data-autofocus
          value={typed}
          onValueChange={setTyped}
          className="input"
          placeholder="Search pages, actions and transactions"
        />
        <Command.List className="mt-2 max-h-80 overflow-y-auto">
          <Command.Empty className="px-2.5 py-6 text-center text-soft">Nothing found.</Command.Empty>
          <Pages onClose={onClose} />
          <Actions onClose={onClose} onHelp={onHelp} />
          <Transactions typed={typed} onClose={onClose} />
        </Command.List>
      </Command>
    </Dialog>
  )
}

interface ItemProps {
  value: string
  icon: LucideIcon
  onSelect: () => void
  /** Shown whatever was typed. */
  always?: boolean
  children: ReactNode
}

const Item = ({ value, icon: Icon, onSelect, always = false, children }: ItemProps) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    forceMount={always}
    className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 data-[selected=true]:bg-tint"
  >
    <Icon className="size-4 shrink-0 text-soft" aria-hidden />
    {children}
  </Command.Item>
)

function Pages({ onClose }: { onClose: () => void }) {
  const admin = useUser().role === 'admin'
  const navigate = useNavigate()
  return (
    <Command.Group heading="Pages">
      {NAV_ITEMS.filter((item) => admin || !item.admin).map(({ to, name, icon, keys }) => (
        <Item
          key={to}
          value={name}
          icon={icon}
          onSelect={() => {
            onClose()
            void navigate(to)
          }}
        >
          <span className="flex-1">{name}</span>
          <kbd className="font-sans text-xs text-soft">{keys}</kbd>
        </Item>
      ))}
    </Command.Group>
  )
}

function Actions({ onClose, onHelp }: Props) {
  const navigate = useNavigate()
  const [theme, setTheme] = useTheme()
  const dark = theme === 'dark'
  const actions: [name: string, icon: LucideIcon, run: () => void][] = [
    ['Import a statement', FileUp, () => void navigate('/import')],
    ['Link a bank', Landmark, () => void navigate('/connections')],
    ['Show uncategorised transactions', Wand2, () => void navigate('/transactions?categorized=false')],
    [dark ? 'Use the light theme' : 'Use the dark theme', dark ? Sun : Moon, () => setTheme(dark ? 'light' : 'dark')],
    ['Use the system theme', Monitor, () => setTheme('system')],
    ['Keyboard shortcuts', CircleHelp, onHelp],
    ['Sign out', LogOut, () => void signOut()],
  ]
  return (
    <Command.Group heading="Actions">
      {actions.map(([name, icon, run]) => (
        <Item
          key={name}
          value={name}
          icon={icon}
          onSelect={() => {
            onClose()
            run()
          }}
        >
          {name}
        </Item>
      ))}
    </Command.Group>
  )
}

function Transactions({ typed, onClose }: { typed: string; onClose: () => void }) {
  const text = useSettledText(typed.trim())
  const { data } = useTransactionSearch(text)
  const { open } = useOpenTransaction()
  const navigate = useNavigate()
  const userLocale = useLocale()
  if (!text) return null
  return (
    <Command.Group heading="Transactions" forceMount>
      {data?.items.map((row) => (
        <Item
          key={row.transaction_id}
          value={`transaction ${row.transaction_id}`}
          icon={Search}
          always
          onSelect={() => {
            onClose()
            open(row.transaction_id)
          }}
        >
          <span className="min-w-0 flex-1 truncate">{titleOf(row)}</span>
          <span className="shrink-0 text-xs text-soft">{whenOf(row, userLocale)}</span>
          <TransactionAmount transaction={row} />
        </Item>
      ))}
      <Item
        value="all matching transactions"
        icon={Search}
        always
        onSelect={() => {
          onClose()
          void navigate(`/transactions?q=${encodeURIComponent(text)}`)
        }}
      >
        Show all transactions with “{text}”
      </Item>
    </Command.Group>
  )
}

/** What was typed, once nothing has been typed for a moment. */
function useSettledText(typed: string): string {
  const [text, setText] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => {
      setText(typed)
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [typed])
  return text
}
