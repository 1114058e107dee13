import { Link, useParams, useSearchParams } from 'react-router'
import { DropZone } from '@/components/import-wizard/DropZone'
import { Badge, Button, Card, Failure, Loading, PageTitle } from '@/components/ui'
import { moment } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { usePortfolio, type Portfolio } from '../shared/api'
import { useBring, useForget, useImports, useMappings, useUndo, type Brief } from './api'
import { BroughtFile } from './BroughtFile'

const FILE = {
  noun: 'broker’s file',
  accept: '.csv,.txt,.tsv,.json,.xml',
  hint: 'Ghostfolio, Portfolio Performance, Interactive Brokers, Trading 212, DEGIRO, Schwab, Fidelity, Coinbase, Kraken, Revolut, Wealthfolio, or an export of this portfolio. Of any other table you say what its columns mean.',
  otherFormats: 'Download it again as CSV, JSON or XML.',
}

export default function BrokerImports() {
  const id = Number(useParams()['id'])
  const { data, error, refetch } = usePortfolio(id)
  if (data) return <Shown key={id} portfolio={data} />
  return <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
}

/** A file is brought, looked at row by row, stored, and taken back when it was wrong. */
function Shown({ portfolio }: { portfolio: Portfolio }) {
  const [params, setParams] = useSearchParams()
  const bring = useBring(portfolio.id)
  const open = Number(params.get('import'))
  return (
    <>
      <PageTitle title={`Import to ${portfolio.name}`}>
        <Link
          to={`/portfolios/${portfolio.id}`}
          className="inline-flex min-h-9 items-center rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
        >
          Back to the portfolio
        </Link>
      </PageTitle>
      <div className="space-y-4">
        {open ? (
          <BroughtFile
            key={open}
            portfolio={portfolio}
            id={open}
            onClose={() => {
              setParams({})
            }}
          />
        ) : (
          <Card className="overflow-hidden">
            <DropZone
              about={FILE}
              busy={bring.isPending}
              error={bring.error}
              onFile={(file) => {
                bring.mutate(file, {
                  onSuccess: ({ id }) => {
                    setParams({ import: String(id) })
                  },
                })
              }}
            />
          </Card>
        )}
        <Past portfolio={portfolio} />
        <Explained />
      </div>
    </>
  )
}

const STATES: Record<Brief['state'], [words: string, tone: 'good' | 'warn' | 'bad' | 'calm']> = {
  reading: ['being read', 'calm'],
  asking: ['asks something', 'warn'],
  ready: ['not stored yet', 'warn'],
  refused: ['cannot be read', 'bad'],
  stored: ['stored', 'good'],
  undone: ['taken back', 'calm'],
}

function Past({ portfolio }: { portfolio: Portfolio }) {
  const { data } = useImports(portfolio.id)
  if (!data || data.items.length === 0) return null
  return (
    <Card title="Files">
      <ul className="divide-y divide-line">
        {data.items.map((brief) => (
          <PastRow key={brief.id} portfolio={portfolio} brief={brief} />
        ))}
      </ul>
    </Card>
  )
}

/** Brokers that no preset knows, explained once. */
function Explained() {
  const { data } = useMappings()
  const forget = useForget()
  if (!data?.items.length) return null
  return (
    <Card title="Brokers you explained">
      <ul className="divide-y divide-line">
        {data.items.map(({ id, name, header }) => (
          <li key={id} className="flex items-center gap-4 px-4 py-3 text-sm sm:px-5">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{name}</p>
              <p className="truncate text-xs text-soft">{header.join(', ')}</p>
            </div>
            <Button
              busy={forget.isPending && forget.variables === id}
              onClick={() => {
                forget.mutate(id)
              }}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function PastRow({ portfolio, brief }: { portfolio: Portfolio; brief: Brief }) {
  const undo = useUndo(portfolio.id)
  const userLocale = useLocale()
  const [words, tone] = STATES[brief.state]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm sm:px-5">
      <div className="min-w-0 flex-1">
        <Link to={`?import=${brief.id}`} className="block truncate font-medium hover:underline">
          {brief.filename}
        </Link>
        <p className="text-xs text-soft">
          {moment(brief.created_at, userLocale)}
          {brief.preset && ` · ${brief.preset.replaceAll('_', ' ')}`}
          {brief.state === 'stored' && ` · ${brief.new} stored`}
        </p>
        {undo.error && <p className="text-xs text-bad">{undo.error.message}</p>}
      </div>
      <Badge tone={tone}>{words}</Badge>
      {brief.state === 'stored' && (
        <Button
          busy={undo.isPending}
          onClick={() => {
            undo.mutate(brief.id)
          }}
        >
          Undo
        </Button>
      )}
    </li>
  )
}
