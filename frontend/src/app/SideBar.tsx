import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { NavLink } from 'react-router'
import { Logo } from '@/components/Logo'
import { Tooltip } from '@/components/Tooltip'
import { useUser } from '@/lib/user'
import { NAV_ITEMS, type NavItem } from './navigation'

export function SideBar({ wide, onToggle }: { wide: boolean; onToggle: () => void }) {
  const admin = useUser().role === 'admin'
  const groups = [NAV_ITEMS.filter((place) => !place.admin), admin ? NAV_ITEMS.filter((place) => place.admin) : []]
  return (
    <nav
      aria-label="Main"
      className={`sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-line bg-card p-3 transition-[width] lg:flex ${wide ? 'w-60' : 'w-[68px]'}`}
    >
      <div className="flex items-center gap-2.5 px-1.5 pb-5 pt-1.5">
        <Logo />
        {wide && <span className="text-[15px] font-semibold tracking-tight">Tidewatch</span>}
      </div>
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
        {groups.map(
          (places, group) =>
            places.length > 0 && (
              <div key={group} className="mb-4">
                {group === 1 && wide && <p className="px-3 pb-1.5 text-xs font-medium text-soft">Admin</p>}
                {places.map((place) => (
                  <Entry key={place.to} place={place} wide={wide} />
                ))}
              </div>
            ),
        )}
      </div>
      <button
        type="button"
        onClick={onToggle}
        aria-label={wide ? 'Collapse the side bar' : 'Expand the side bar'}
        aria-expanded={wide}
        className="mt-1 flex items-center gap-3 rounded-lg px-3 py-2 text-sm text-soft hover:bg-raised hover:text-ink"
      >
        {wide ? <PanelLeftClose className="size-[18px]" /> : <PanelLeftOpen className="size-[18px]" />}
        {wide && 'Collapse'}
      </button>
    </nav>
  )
}

function Entry({ place, wide }: { place: NavItem; wide: boolean }) {
  const link = (
    <NavLink
      to={place.to}
      end={place.to === '/'}
      aria-label={place.name}
      className={({ isActive }) =>
        `mb-0.5 flex items-center gap-3 rounded-lg px-3 py-2 text-sm transition ${isActive ? 'bg-tint font-medium text-accent' : 'text-soft hover:bg-raised hover:text-ink'}`
      }
    >
      <place.icon className="size-[18px] shrink-0" aria-hidden />
      {wide && place.name}
    </NavLink>
  )
  if (wide) return link
  return (
    <Tooltip label={place.name} side="right">
      {link}
    </Tooltip>
  )
}
