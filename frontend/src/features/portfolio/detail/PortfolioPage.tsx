import { FileUp, Pencil, Radio, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { Button, Card, Empty, Failure, Loading, PageTitle } from '@/components/ui'
import { civilDay } from '@/lib/days'
import { useEvent, useTopic } from '@/lib/realtime'
import { useLocale } from '@/lib/user'
import {
  isComputing,
  usePerformance,
  usePortfolio,
  useRemovePortfolio,
  type Portfolio,
  type Terms,
} from '../shared/api'
import { PortfolioForm } from '../shared/PortfolioForm'
import { Activities } from './Activities'
import { Allocation } from './Allocation'
import { useReload, type Asked } from './api'
import { Curves } from './Curves'
import { Dividends } from './Dividends'
import { Explain } from './Explain'
import { Gaps } from './Gaps'
import { Head } from './Head'
import { Holdings } from './Holdings'
import { termsOf } from './terms'
import { TargetsCard } from './Targets'
import { TermsBar } from './TermsBar'

export default function PortfolioPage() {
  const id = Number(useParams()['id'])
  if (!Number.isSafeInteger(id)) return <Empty title="There is no such portfolio" />
  return <One key={id} id={id} />
}

function One({ id }: { id: number }) {
  const { data, error, refetch } = usePortfolio(id)
  const reload = useReload(id)
  useTopic(`portfolio:${id}`)
  useEvent('portfolio.valued', ({ portfolio, live }) => {
    if (portfolio === id && live === 'close') void reload()
  })
  if (data) return <Shown portfolio={data} />
  return <Card>{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</Card>
}

function Shown({ portfolio }: { portfolio: Portfolio }) {
  const [params] = useSearchParams()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { timeZone } = useLocale()
  const terms = termsOf(params, civilDay(new Date(), timeZone))
  return (
    <>
      <Heading portfolio={portfolio} />
      <div className="space-y-4">
        <Figures id={portfolio.id} terms={terms} onAsk={setAsked} />
        <Activities portfolio={portfolio} />
      </div>
      <Explain
        id={portfolio.id}
        {...{ terms, asked }}
        onClose={() => {
          setAsked(null)
        }}
      />
    </>
  )
}

function Heading({ portfolio }: { portfolio: Portfolio }) {
  const [isEdited, setEdited] = useState(false)
  const remove = useRemovePortfolio()
  const navigate = useNavigate()
  return (
    <PageTitle title={portfolio.name}>
      <Link
        to={`/portfolios/${portfolio.id}/live`}
        className="inline-flex min-h-9 items-center gap-2 rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
      >
        <Radio className="size-4" aria-hidden />
        Live
      </Link>
      <Link
        to={`/portfolios/${portfolio.id}/import`}
        className="inline-flex min-h-9 items-center gap-2 rounded-lg border border-line bg-card px-3 text-sm hover:bg-raised"
      >
        <FileUp className="size-4" aria-hidden />
        Import
      </Link>
      <Button
        onClick={() => {
          setEdited(true)
        }}
      >
        <Pencil className="size-4" aria-hidden />
        Edit
      </Button>
      <Button
        look="danger"
        busy={remove.isPending}
        onClick={() => {
          remove.mutate(portfolio, { onSuccess: () => void navigate('/portfolios') })
        }}
      >
        <Trash2 className="size-4" aria-hidden />
        Delete
      </Button>
      <PortfolioForm
        open={isEdited}
        portfolio={portfolio}
        onClose={() => {
          setEdited(false)
        }}
      />
    </PageTitle>
  )
}

interface FiguresProps {
  id: number
  terms: Terms
  onAsk: (asked: Asked) => void
}

function Figures({ id, terms, onAsk }: FiguresProps) {
  const { data, error, refetch, failureReason, isPlaceholderData } = usePerformance(id, terms)
  const isWaiting = isComputing(failureReason)
  if (!data) {
    return (
      <Card>
        {error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}
        {isWaiting && <Computing />}
      </Card>
    )
  }
  return (
    <div className={`space-y-4 ${isPlaceholderData ? 'opacity-60' : ''}`} aria-busy={isPlaceholderData}>
      <TermsBar symbols={data.holdings.map(({ symbol }) => symbol)} />
      {isWaiting && <Computing />}
      <Head performance={data} onAsk={onAsk} />
      <Gaps gaps={data.quality} />
      <Curves performance={data} benchmark={terms.benchmark ?? null} />
      <Holdings holdings={data.holdings} onAsk={onAsk} />
      <Allocation performance={data} />
      <TargetsCard id={id} symbols={data.holdings.map(({ symbol }) => symbol)} />
      <Dividends id={id} />
    </div>
  )
}

const Computing = () => (
  <p role="status" className="px-4 pb-3 text-sm text-soft">
    Computing…
  </p>
)
