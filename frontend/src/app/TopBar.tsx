import { Search } from 'lucide-react'
import { Logo } from '@/components/Logo'
import { Tooltip } from '@/components/Tooltip'
import { Button } from '@/components/ui'
import { moment } from '@/lib/format'
import { useConnection } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import { AccountMenu } from './AccountMenu'

export function TopBar({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-card/90 px-4 backdrop-blur sm:px-6">
      <span className="lg:hidden">
        <Logo className="size-7" />
      </span>
      <Connection />
      <div className="ml-auto flex items-center gap-1">
        <Tooltip label="Go to or search (Ctrl K)">
          <Button look="ghost" className="px-2" onClick={onPalette} aria-label="Go to or search">
            <Search className="size-[18px]" aria-hidden />
          </Button>
        </Tooltip>
        <AccountMenu onHelp={onHelp} />
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
        <span className="hidden text-xs sm:inline">last update {moment(lastEventAt, userLocale, 'time')}</span>
      )}
    </div>
  )
}
