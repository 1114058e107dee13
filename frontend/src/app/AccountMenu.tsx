import { CircleHelp, CircleUser, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react'
import { useNavigate } from 'react-router'
import { Menu, type MenuEntry } from '@/components/Menu'
import { useTheme, type Theme } from '@/lib/theme'
import { useUser } from '@/lib/user'
import { signOut } from './signOut'

const THEMES = [
  ['system', 'Same as the system', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
] as const

/** What belongs to the person rather than to a page. */
export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { username } = useUser()
  const [theme, setTheme] = useTheme()
  const navigate = useNavigate()
  const entries: MenuEntry[] = [
    {
      label: 'Theme',
      value: theme,
      options: THEMES,
      onChoose: (next) => {
        setTheme(next as Theme)
      },
    },
    'line',
    { label: 'Settings', icon: Settings, run: () => void navigate('/settings') },
    { label: 'Keyboard shortcuts', icon: CircleHelp, run: onHelp },
    'line',
    { label: 'Sign out', icon: LogOut, run: () => void signOut() },
  ]
  return (
    <Menu label={`Account of ${username}`} entries={entries}>
      <CircleUser className="size-5" aria-hidden />
      <span className="hidden max-w-40 truncate sm:inline">{username}</span>
    </Menu>
  )
}
