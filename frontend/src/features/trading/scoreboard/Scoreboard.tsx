import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { DataTable, type Column } from '@/components/data-table'
import { Card, Empty, PageTitle } from '@/components/ui'
import { count, moment, type UserLocale } from '@/lib/format'
import { useLocale } from '@/lib/user'
import { requestKnown } from '../shared/api'
import { LINK_BUTTON } from '../shared/links'
import { shareText } from '../shared/prices'
import { gainWords, pWords, spanWords } from '../shared/words'

/** A model's scored predictions of one kind and horizon in a month, '2026-11'. */
interface Score {
  month: string
  model_name: string
  prediction_type: string
  timeframe: string
  count: number
  skill: number | null
  p: number | null
  coverage: number | null
  promised_coverage: number | null
  accuracy: number | null
  accuracy_low: number | null
  accuracy_high: number | null
}

const useScores = () =>
  useQuery({
    queryKey: ['markets', 'scoreboard'],
    queryFn: async ({ signal }) => (await requestKnown<Score[]>('/api/user/scoreboard', signal)) ?? [],
  })

/** How good predictions were that had been stored before the fact. */
export default function Scoreboard() {
  const scores = useScores()
  const userLocale = useLocale()
  return (
    <>
      <PageTitle title="Scoreboard">
        <Link to="/markets" className={LINK_BUTTON}>
          Markets
        </Link>
      </PageTitle>
      <p className="mb-4 max-w-2xl text-sm text-soft">
        Every prediction is stored before the fact and scored when its horizon has passed. Nobody can change it
        afterwards. Skill is how much smaller the error was than that of doing nothing, and p the probability of such a
        difference by chance alone: from 0.05 on, chance explains it as well.
      </p>
      <Card className="overflow-hidden">
        <DataTable
          label="Scores by month and model"
          columns={columnsOf(userLocale)}
          rows={scores.data ?? []}
          keyOf={(row) => [row.month, row.model_name, row.prediction_type, row.timeframe].join(' ')}
          rowPx={61}
          measured
          phoneHead
          source={scores}
          empty={
            <Empty title="Nothing has been scored yet">
              The first scores appear an hour after the first prediction of a trained instrument.
            </Empty>
          }
          className="max-h-[40rem]"
          rowProps={() => ({ className: 'py-2.5' })}
        />
      </Card>
    </>
  )
}

const columnsOf = (userLocale: UserLocale): Column<Score>[] => [
  {
    id: 'model',
    head: 'Model',
    cell: (row) => (
      <>
        <p className="truncate font-medium">{row.model_name}</p>
        <p className="truncate text-xs text-soft">
          {row.prediction_type}, {spanWords(row.timeframe)}, {monthOf(row.month, userLocale)}
        </p>
        <p className="text-xs text-soft md:hidden">{phoneWords(row, userLocale.locale)}</p>
      </>
    ),
    width: 'minmax(0,1.6fr)',
    phoneWidth: 'minmax(0,2.4fr)',
  },
  figure('count', 'Scored', (row) => count(row.count, userLocale.locale), 'md'),
  figure('skill', 'Skill', (row) => gainOf(row, userLocale.locale)),
  figure('coverage', 'Inside the interval', (row) => coverageOf(row, userLocale.locale), 'md'),
  figure('accuracy', 'Direction right', (row) => accuracyOf(row, userLocale.locale), 'md'),
]

function figure(id: string, head: string, words: (row: Score) => string, from?: 'md'): Column<Score> {
  const cell = (row: Score) => <span className="money">{words(row)}</span>
  return { id, head, cell, width: 'minmax(0,1fr)', right: true, ...(from ? { from } : {}) }
}

const monthOf = (month: string, { locale }: UserLocale) =>
  moment(`${month}-15T12:00:00Z`, { locale, timeZone: 'UTC' }, 'monthOfYear')

const gainOf = ({ skill, p }: Score, locale: string) =>
  `${gainWords(skill, locale)}${p === null ? '' : ` (${pWords(p, locale)})`}`

const coverageOf = ({ coverage, promised_coverage: promised }: Score, locale: string) =>
  coverage === null
    ? '–'
    : `${shareText(coverage, locale)}${promised === null ? '' : ` (${shareText(promised, locale, 0)} stated)`}`

/** What a phone has no columns for. */
const phoneWords = (row: Score, locale: string) =>
  [
    `${count(row.count, locale)} scored`,
    row.coverage !== null && `inside the interval ${coverageOf(row, locale)}`,
    row.accuracy !== null && `direction right ${accuracyOf(row, locale)}`,
  ]
    .filter(Boolean)
    .join(', ')

const accuracyOf = ({ accuracy, accuracy_low: low, accuracy_high: high }: Score, locale: string) =>
  accuracy === null
    ? '–'
    : `${shareText(accuracy, locale)}${low === null || high === null ? '' : ` (${shareText(low, locale, 0)} to ${shareText(high, locale, 0)})`}`
