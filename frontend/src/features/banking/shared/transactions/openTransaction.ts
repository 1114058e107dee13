/** Which transaction is open beside the page: it is in the address, so that Back closes it and a link opens it. */
import { useLocation, useNavigate, type Location } from 'react-router'

const NAME = 'open'

export interface Opening {
  openId: string | null
  open: (id: string) => void
  /** Show another one in its place; Back closes it all the same. */
  step: (id: string) => void
  close: () => void
}

/** What the address says now, which may be ahead of what is painted. */
export const openedNow = () => new URLSearchParams(window.location.search).get(NAME)

export function useOpenTransaction(): Opening {
  const { pathname, search, state } = useLocation() as Location<{ opened?: boolean } | null>
  const navigate = useNavigate()
  const params = new URLSearchParams(search)
  const openId = params.get(NAME)
  const pushed = state?.opened === true
  const addressed = (id: string | null) => {
    const next = new URLSearchParams(search)
    if (id === null) next.delete(NAME)
    else next.set(NAME, id)
    return { pathname, search: next.toString() }
  }
  return {
    openId,
    open: (id) => void navigate(addressed(id), { state: { opened: true } }),
    step: (id) => void navigate(addressed(id), { replace: true, state }),
    close: () => {
      if (openId === null) return
      if (pushed) void navigate(-1)
      else void navigate(addressed(null), { replace: true })
    },
  }
}
