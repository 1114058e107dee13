import { CircleHelp, LogOut, Monitor, Moon, Search, Sun } from 'lucide-react'
import { Logo } from '@/components/Logo'
import { Button } from '@/components/ui'
import { moment } from '@/lib/format'
import { useConnection } from '@/lib/realtime'
import { useTheme, type Theme } from '@/lib/theme'
import { useLocale, useUser } from '@/lib/user'
import { signOut } from './signOut'

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const ICONS = { system: Monitor, light: Sun, dark: Moon }

export function TopBar({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  const user = useUser()
  const [theme, setTheme] = useTheme()
  const Icon = ICONS[theme]
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-card/90 px-4 backdrop-blur sm:px-6">
      <span className="lg:hidden">
        <Logo className="size-7" />
      </span>
      <Connection />
      <div className="ml-auto flex items-center gap-1">
        <Button
          look="ghost"
          className="px-2"
          onClick={onPalette}
          aria-label="Go to or search"
          title="Go to or search (Ctrl K)"
        >
          <Search className="size-[18px]" />
        </Button>
        <span className="hidden sm:block">
          <Button look="ghost" className="px-2" onClick={onHelp} aria-label="Keyboard shortcuts">
            <CircleHelp className="size-[18px]" />
          </Button>
        </span>
        <Button
          look="ghost"
          className="px-2"
          aria-label={`Theme: ${theme}. Change`}
          onClick={() => {
            setTheme(NEXT[theme])
          }}
        >
          <Icon className="size-[18px]" />
        </Button>
        <span className="mx-2 hidden text-sm sm:block">{user.username}</span>
        <Button look="ghost" className="px-2" onClick={() => void signOut()} aria-label="Sign out">
          <LogOut className="size-[18px]" />
        </Button>
      </div>
    </header>
  )
}

const LOOKS = {
  live: ['bg-good', 'Live'],
  connecting: ['bg-warn animate-pulse', 'Connecting…'],
  reconnecting: ['bg-warn animate-pulse', 'Reconnecting…'],
  offline: ['bg-bad', 'Offline'],
} as const

function Connection() {
  const { status, lastEventAt } = useConnection()
  const userLocale = useLocale()
  const [dot, words] = LOOKS[status]
  return (
    <div role="status" className="flex items-center gap-2 text-sm text-soft" data-status={status}>
      <span className={`size-2 rounded-full ${dot}`} aria-hidden />
      {words}
      {lastEventAt && (
        <span className="hidden text-xs sm:inline">last event {moment(lastEventAt, userLocale, 'time')}</span>
      )}
    </div>
  )
}
