import {
  Activity,
  ArrowLeftRight,
  Bell,
  BrainCircuit,
  CalendarSync,
  ChartCandlestick,
  ChartLine,
  ChartPie,
  FileUp,
  Inbox,
  Landmark,
  LayoutDashboard,
  ListChecks,
  Radio,
  RotateCw,
  Server,
  Settings,
  Shapes,
  ShieldCheck,
  Users,
  Wallet,
  type LucideIcon,
} from 'lucide-react'

export interface NavItem {
  to: string
  name: string
  icon: LucideIcon
  keys: string
  admin: boolean
}

/** The one list of where one can go, for the side bar, the tab bar and the shortcuts. */
export const NAV_ITEMS: NavItem[] = [
  { to: '/', name: 'Dashboard', icon: LayoutDashboard, keys: 'g d', admin: false },
  { to: '/transactions', name: 'Transactions', icon: ArrowLeftRight, keys: 'g t', admin: false },
  { to: '/finance/bt-pay/', name: 'BT Pay', icon: Radio, keys: 'g b', admin: false },
  { to: '/connections', name: 'Connections', icon: Landmark, keys: 'g c', admin: false },
  { to: '/import', name: 'Import', icon: FileUp, keys: 'g m', admin: false },
  { to: '/rules', name: 'Rules', icon: ListChecks, keys: 'g r', admin: false },
  { to: '/categories', name: 'Categories', icon: Shapes, keys: 'g k', admin: false },
  { to: '/recurring', name: 'Recurring', icon: CalendarSync, keys: 'g e', admin: false },
  { to: '/accounts', name: 'Accounts', icon: Wallet, keys: 'g a', admin: false },
  { to: '/portfolios', name: 'Portfolios', icon: ChartLine, keys: 'g p', admin: false },
  { to: '/analytics', name: 'Analytics', icon: ChartPie, keys: 'g y', admin: false },
  { to: '/markets', name: 'Markets', icon: ChartCandlestick, keys: 'g x', admin: false },
  { to: '/alerts', name: 'Alerts', icon: Bell, keys: 'g n', admin: false },
  { to: '/admin/intake', name: 'Live intake', icon: Activity, keys: 'g i', admin: true },
  { to: '/admin/webhooks', name: 'Webhook inbox', icon: Inbox, keys: 'g w', admin: true },
  { to: '/admin/markets', name: 'Collection and training', icon: BrainCircuit, keys: 'g o', admin: true },
  { to: '/admin/users', name: 'Users', icon: Users, keys: 'g u', admin: true },
  { to: '/admin/tasks', name: 'Tasks', icon: RotateCw, keys: 'g q', admin: true },
  { to: '/admin/system', name: 'System', icon: Server, keys: 'g h', admin: true },
  { to: '/admin/security', name: 'Security log', icon: ShieldCheck, keys: 'g l', admin: true },
  { to: '/settings', name: 'Settings', icon: Settings, keys: 'g s', admin: false },
]
