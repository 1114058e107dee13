import { NavLink } from 'react-router'
import { useUser } from '@/lib/user'
import { PLACES } from './places'

/** The phone's navigation, within reach of the thumb. */
export function TabBar() {
  const admin = useUser().role === 'admin'
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-card pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PLACES.filter((place) => admin || !place.admin).map((place) => (
        <NavLink
          key={place.to}
          to={place.to}
          end={place.to === '/'}
          className={({ isActive }) =>
            `flex flex-1 flex-col items-center gap-1 px-1 py-2 text-[11px] ${isActive ? 'font-medium text-accent' : 'text-soft'}`
          }
        >
          <place.icon className="size-5" aria-hidden />
          {place.name}
        </NavLink>
      ))}
    </nav>
  )
}
