import { CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, Loading } from '@/components/ui'
import { isReachable, reload, wasReloaded } from '@/lib/chunks'

const AGAIN_MS = 4_000
type Standing = 'looking' | 'away' | 'stuck'

/** A page whose code could not be fetched: it is loaded anew as soon as the server answers, once by itself. */
export function ChunkFailure() {
  const standing = useRecovery()
  if (standing === 'looking') return <Loading />
  const [title, words] = TOLD[standing]
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center px-6 py-20 text-center">
      <CloudOff className="size-8 text-warn" aria-hidden />
      <h1 className="mt-3 text-xl font-semibold">{title}</h1>
      <p className="mt-2 text-sm text-soft">{words}</p>
      <Button
        className="mt-5"
        onClick={() => {
          reload()
        }}
      >
        Try again
      </Button>
    </div>
  )
}

const TOLD = {
  away: [
    'You are offline',
    'This page has not been opened on this device yet. It opens automatically once the server can be reached.',
  ],
  stuck: ['This page could not be loaded', 'The server answers, but part of the page did not load.'],
} as const

function useRecovery(): Standing {
  const [standing, setStanding] = useState<Standing>(navigator.onLine ? 'looking' : 'away')
  useEffect(() => {
    let over = false
    const look = async () => {
      const reachable = await isReachable()
      if (over) return
      if (!reachable) setStanding('away')
      else if (wasReloaded()) setStanding('stuck')
      else reload()
    }
    // Back after having been away is a reason of its own: what failed before says nothing about now.
    const back = async () => {
      if ((await isReachable()) && !over) reload()
    }
    const timer = setInterval(() => {
      if (standing === 'away') void back()
    }, AGAIN_MS)
    const onBack = () => void back()
    window.addEventListener('online', onBack)
    if (standing === 'looking') void look()
    return () => {
      over = true
      clearInterval(timer)
      window.removeEventListener('online', onBack)
    }
  }, [standing])
  return standing
}
