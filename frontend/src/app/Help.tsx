import { Dialog } from '@/components/Dialog'
import { useUser } from '@/lib/user'
import { NAV_ITEMS } from './navigation'

export default function Help({ onClose }: { onClose: () => void }) {
  const admin = useUser().role === 'admin'
  const places = NAV_ITEMS.filter((place) => admin || !place.admin)
  const rows = [
    ...places.map(({ name, keys }) => [name, keys]),
    ['Go to or search', 'Ctrl K'],
    ['Search transactions', '/'],
    ['This help', '?'],
  ]
  return (
    <Dialog title="Keyboard shortcuts" open onClose={onClose}>
      <dl className="space-y-2 text-sm">
        {rows.map(([name, keys]) => (
          <div key={name} className="flex justify-between">
            <dt>{name}</dt>
            <dd className="flex gap-1">
              {keys?.split(' ').map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded border border-line bg-raised px-1.5 text-center font-sans text-xs leading-5"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
