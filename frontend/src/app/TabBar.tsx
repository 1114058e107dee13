import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { NavLink, useLocation } from 'react-router'
import { Dialog } from '@/components/Dialog'
import { useUser } from '@/lib/user'
import { NAV_ITEMS, type NavItem } from './navigation'

/** So many fit side by side under a thumb; where there are more, the last is 'More'. */
const FIT = 5
const TAB = 'flex min-w-0 flex-1 flex-col items-center gap-1 px-1 py-2 text-[11px]'

/** The phone's navigation, within reach of the thumb. */
export function TabBar() {
  const admin = useUser().role === 'admin'
  const places = NAV_ITEMS.filter((place) => admin || !place.admin)
  const first = places.length > FIT ? places.slice(0, FIT - 1) : places
  const rest = places.slice(first.length)
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-card pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {first.map((place) => (
        <NavLink
          key={place.to}
          to={place.to}
          end={place.to === '/'}
          className={({ isActive }) => `${TAB} ${isActive ? 'font-medium text-accent' : 'text-soft'}`}
        >
          <place.icon className="size-5" aria-hidden />
          <span className="max-w-full truncate tracking-tight">{place.name}</span>
        </NavLink>
      ))}
      {rest.length > 0 && <More places={rest} />}
    </nav>
  )
}

function More({ places }: { places: NavItem[] }) {
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  const here = places.some(({ to }) => pathname.startsWith(to))
  const close = () => {
    setOpen(false)
  }
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        className={`${TAB} ${here ? 'font-medium text-accent' : 'text-soft'}`}
        onClick={() => {
          setOpen(true)
        }}
      >
        <Ellipsis className="size-5" aria-hidden />
        More
      </button>
      <Dialog sheet title="More" open={open} onClose={close}>
        <ul className="grid grid-cols-3 gap-2 pb-[env(safe-area-inset-bottom)]">
          {places.map((place) => (
            <li key={place.to}>
              <NavLink
                to={place.to}
                onClick={close}
                className={({ isActive }) =>
                  `flex min-h-20 flex-col items-center justify-center gap-1.5 rounded-xl border border-line px-1 text-center text-xs ${isActive ? 'bg-tint font-medium text-accent' : 'text-ink'}`
                }
              >
                <place.icon className="size-5" aria-hidden />
                {place.name}
              </NavLink>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}
