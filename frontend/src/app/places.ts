import { Activity, ArrowLeftRight, LayoutDashboard, Settings, ShieldCheck, type LucideIcon } from 'lucide-react'

export interface Place {
  to: string
  name: string
  icon: LucideIcon
  keys: string
  admin: boolean
}

/** The one list of where one can go, for the side bar, the tab bar and the shortcuts. */
export const PLACES: Place[] = [
  { to: '/', name: 'Dashboard', icon: LayoutDashboard, keys: 'g d', admin: false },
  { to: '/transactions', name: 'Transactions', icon: ArrowLeftRight, keys: 'g t', admin: false },
  { to: '/admin/intake', name: 'Live intake', icon: Activity, keys: 'g i', admin: true },
  { to: '/admin/security', name: 'Security log', icon: ShieldCheck, keys: 'g l', admin: true },
  { to: '/settings', name: 'Settings', icon: Settings, keys: 'g s', admin: false },
]
