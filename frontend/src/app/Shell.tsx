import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useToast } from '@/components/toasts'
import { request } from '@/lib/api/client'
import { noteEnd } from '@/lib/api/session'
import { useEvent } from '@/lib/realtime'
import { useScrollMemory } from '@/lib/scrollMemory'
import { SideBar } from './SideBar'
import { TabBar } from './TabBar'
import { TopBar } from './TopBar'
import { useShortcuts } from './useShortcuts'

const Palette = lazy(() => import('./Palette'))
const Help = lazy(() => import('./Help'))
const KEY = 'tidewatch.sidebar'

export function Shell({ children }: { children: ReactNode }) {
  const [wide, setWide] = useState(() => localStorage.getItem(KEY) !== 'narrow')
  const [help, setHelp] = useState(false)
  const navigate = useNavigate()
  const toast = useToast()
  const [palette, setPalette] = useState(false)
  const showHelp = () => {
    setHelp(true)
  }
  const showPalette = () => {
    // In a dialog it would be in the way of what is being done there.
    if (document.querySelector('dialog[open]') === null) setPalette(true)
  }
  useShortcuts({ go: navigate, help: showHelp, palette: showPalette })
  useEvent('session.ended', ({ reason }) => {
    // The user's other devices hear of it too; only where the tokens no longer work is it this one.
    // A request that failed otherwise, as where the network is away, says nothing about it.
    noteEnd(reason)
    request('/api/auth/profile').catch(() => undefined)
  })
  useEvent('notification', ({ title, body }) => {
    toast(body ? `${title}: ${body}` : title)
  })
  useEffect(() => {
    localStorage.setItem(KEY, wide ? 'wide' : 'narrow')
  }, [wide])
  useScrollMemory()
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:left-3 focus:top-3 focus:z-50 focus:rounded-lg focus:bg-card focus:px-4 focus:py-2"
      >
        Skip to content
      </a>
      <SideBar
        wide={wide}
        onToggle={() => {
          setWide(!wide)
        }}
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onHelp={showHelp} onPalette={showPalette} />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl flex-1 px-4 py-5 pb-[calc(6rem+var(--toast-room,0px))] outline-none sm:px-6 lg:pb-[calc(2rem+var(--toast-room,0px))]"
        >
          {children}
        </main>
      </div>
      <TabBar />
      {palette && (
        <Suspense fallback={null}>
          <Palette
            onHelp={showHelp}
            onClose={() => {
              setPalette(false)
            }}
          />
        </Suspense>
      )}
      {help && (
        <Suspense fallback={null}>
          <Help
            onClose={() => {
              setHelp(false)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
