import { useEffect, useState } from 'react'

export type Theme = 'system' | 'light' | 'dark'
const KEY = 'tidewatch.theme'
const system = () => matchMedia('(prefers-color-scheme: dark)')

const read = (): Theme => {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

function paint(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && system().matches)
  document.documentElement.classList.toggle('dark', dark)
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(read)
  useEffect(() => {
    paint(theme)
    localStorage.setItem(KEY, theme)
    const follow = () => {
      paint(theme)
    }
    system().addEventListener('change', follow)
    return () => {
      system().removeEventListener('change', follow)
    }
  }, [theme])
  return [theme, setTheme]
}
