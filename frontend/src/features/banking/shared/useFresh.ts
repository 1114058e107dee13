import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useRealtimeTransactions } from '@/lib/realtime'

/** Ask again after transactions came or changed; however many do, only every so often. */
export function useFresh(queryKey: QueryKey, everyMs: number): void {
  const cache = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const reload = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void cache.invalidateQueries({ queryKey })
    }, everyMs)
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  useRealtimeTransactions({ onCreated: reload, onUpdated: reload, onGap: reload })
}
