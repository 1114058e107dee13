/** Socket.IO, fetched once the page stands: nothing can be pushed into a page that shows nothing yet. */
import type { io } from 'socket.io-client'

const AGAIN_MS = 4_000
let loaded: typeof io | null = null

/** Open a socket; to be called after `loadSockets` only. */
export const openSocket = ((options: Parameters<typeof io>[0]) => {
  if (!loaded) throw new Error('loadSockets comes first')
  return loaded(options)
}) as typeof io

/** Call back once sockets can be opened, and try again where the code cannot be fetched. The answer gives up. */
export function loadSockets(ready: () => void): () => void {
  let over = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const load = () => {
    import('socket.io-client').then(
      (module) => {
        loaded = module.io
        if (!over) ready()
      },
      () => {
        if (!over) timer = setTimeout(load, AGAIN_MS)
      },
    )
  }
  load()
  return () => {
    over = true
    clearTimeout(timer)
  }
}
