import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { Choice } from '@/components/Choice'
import { PageTitle } from '@/components/ui'
import type { Scope } from './api'

const SCOPES = [
  ['all', 'All'],
  ['btpay', 'BT Pay only'],
] as const

interface Props {
  scope: Scope
  onScope: (scope: Scope) => void
  children?: ReactNode
}

/** The two dashboards' title, the way between them, and what they show. */
export function Heading({ scope, onScope, children }: Props) {
  return (
    <>
      <PageTitle title="BT Pay">
        <Choice label="Which transactions" value={scope} options={SCOPES} onChange={onScope} />
      </PageTitle>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <nav aria-label="Dashboards" className="flex gap-1">
          <Tab to={`/finance/bt-pay/${query(scope)}`} name="Pushed" />
          <Tab to={`/finance/bt-pay/live/${query(scope)}`} name="Polled" />
        </nav>
        <div className="flex flex-wrap items-center gap-2">{children}</div>
      </div>
    </>
  )
}

const query = (scope: Scope) => (scope === 'all' ? '' : `?scope=${scope}`)

const Tab = ({ to, name }: { to: string; name: string }) => (
  <NavLink
    to={to}
    end
    className={({ isActive }) =>
      `rounded-lg px-3 py-1.5 text-sm ${isActive ? 'bg-tint font-medium text-accent' : 'text-soft hover:bg-raised hover:text-ink'}`
    }
  >
    {name}
  </NavLink>
)
