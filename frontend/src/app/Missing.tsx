import { Link } from 'react-router'
import { Button } from '@/components/ui'
import { useTitle } from '@/lib/useTitle'

export default function Missing() {
  useTitle('Not found')
  return (
    <div className="py-24 text-center">
      <p className="text-sm font-medium text-accent">404</p>
      <h1 className="mt-1 text-2xl font-semibold">Page not found</h1>
      <div className="mt-5 flex justify-center gap-2">
        <Button
          onClick={() => {
            history.back()
          }}
        >
          Go back
        </Button>
        <Link
          to="/"
          className="inline-flex min-h-9 items-center rounded-lg bg-accent px-3 text-sm font-medium text-accent-ink hover:brightness-110"
        >
          Dashboard
        </Link>
      </div>
    </div>
  )
}
