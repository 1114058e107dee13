/** The open modal dialogs, the newest last: what is outside of the newest is inert, so that notes stand in it. */
import { useSyncExternalStore } from 'react'

let dialogs: HTMLElement[] = []
const watchers = new Set<() => void>()

const change = (next: HTMLElement[]) => {
  dialogs = next
  watchers.forEach((watcher) => {
    watcher()
  })
}

/** Let notes stand in a dialog until the answer is called. */
export function hostToasts(dialog: HTMLElement): () => void {
  change([...dialogs, dialog])
  return () => {
    change(dialogs.filter((each) => each !== dialog))
  }
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const useToastHost = () => useSyncExternalStore(watch, () => dialogs.at(-1) ?? null)
