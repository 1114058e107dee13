import { Link } from 'react-router'
import { Card, Empty } from '@/components/ui'
import { useUser } from '@/lib/user'
import { LINK_BUTTON } from '../shared/links'

/** Before the first instrument: what has to happen, and who does it. */
export function NoneTrained() {
  const isAdmin = useUser().role === 'admin'
  return (
    <Card>
      <Empty title="No instrument is ready yet">
        <p>
          An instrument appears here when its prices have been collected and its models have been trained, so that each
          chart has a forecast that was measured.
        </p>
        {isAdmin ? (
          <>
            <ol className="mx-auto mt-3 max-w-sm list-decimal space-y-1 pl-5 text-left">
              <li>Under Collection, collect a symbol such as BTCUSDT; 365 days are a good start.</li>
              <li>Under Training, train it. Auto trains every model and chooses by measured error.</li>
            </ol>
            <Link to="/admin/markets" className={`mt-4 ${LINK_BUTTON}`}>
              Collect and train
            </Link>
          </>
        ) : (
          <p className="mt-2">An administrator of this installation collects and trains instruments.</p>
        )}
      </Empty>
    </Card>
  )
}
