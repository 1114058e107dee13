import { NavLink, useParams } from 'react-router'
import { SecurityLogList } from '@/features/auth/shared/SecurityLogList'
import { Card, PageTitle } from '@/components/ui'
import { ApiTokens } from './ApiTokens'
import { Password } from './Password'
import { Profile } from './Profile'
import { Sessions } from './Sessions'
import { TwoFactor } from './TwoFactor'

const SECTIONS = [
  ['', 'Profile'],
  ['security', 'Security'],
  ['sessions', 'Sessions'],
  ['tokens', 'API tokens'],
  ['log', 'Security log'],
] as const

export default function Settings() {
  const { section = '' } = useParams()
  return (
    <>
      <PageTitle title="Settings" />
      <nav aria-label="Settings" className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
        {SECTIONS.map(([path, name]) => (
          <NavLink
            key={path}
            end
            to={`/settings${path && `/${path}`}`}
            className={({ isActive }) =>
              `-mb-px whitespace-nowrap border-b-2 px-3 py-2 text-sm ${isActive ? 'border-accent font-medium text-accent' : 'border-transparent text-soft hover:text-ink'}`
            }
          >
            {name}
          </NavLink>
        ))}
      </nav>
      {section === '' && <Profile />}
      {section === 'security' && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Password />
          <TwoFactor />
        </div>
      )}
      {section === 'sessions' && <Sessions />}
      {section === 'tokens' && <ApiTokens />}
      {section === 'log' && (
        <Card title="Activity on your account" className="overflow-hidden">
          <SecurityLogList path="/api/auth/security-events" />
        </Card>
      )}
    </>
  )
}
