/** Charts for pages that are shown before any figure is there: their code comes with the figures. */
import { lazy, Suspense, type ComponentProps } from 'react'
import { Skeleton } from '@/components/ui'

const LazyBars = lazy(() => import('./Bars'))
const LazyTimeChart = lazy(() => import('./TimeChart'))

export const Bars = (props: ComponentProps<typeof LazyBars>) => (
  <Suspense fallback={<Skeleton className="h-36" />}>
    <LazyBars {...props} />
  </Suspense>
)

export const TimeChart = (props: ComponentProps<typeof LazyTimeChart>) => (
  <Suspense fallback={<Skeleton className="h-80" />}>
    <LazyTimeChart {...props} />
  </Suspense>
)

const LazyCandleChart = lazy(() => import('./CandleChart'))

export const CandleChart = (props: ComponentProps<typeof LazyCandleChart>) => (
  <Suspense fallback={<Skeleton className="h-96" />}>
    <LazyCandleChart {...props} />
  </Suspense>
)
