import { useEffect } from 'react'

const NAME = 'Tidewatch'

/** The window's title while a page is shown: its name first, for that is what a tab has room for. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${NAME}`
    return () => {
      document.title = NAME
    }
  }, [title])
}
