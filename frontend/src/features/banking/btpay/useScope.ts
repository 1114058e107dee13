import { useSearchParams } from 'react-router'
import type { Scope } from './api'

/** The scope lives in the address, so that a view can be kept. */
export function useScope(): [Scope, (scope: Scope) => void] {
  const [params, setParams] = useSearchParams()
  const scope = params.get('scope') === 'btpay' ? 'btpay' : 'all'
  return [
    scope,
    (next) => {
      setParams(next === 'all' ? {} : { scope: next }, { replace: true })
    },
  ]
}
