/** Charts for pages that are shown before any figure is there: their code comes with the figures. */
import { lazy, Suspense, type ComponentProps } from 'react'
import { Skeleton } from '@/components/ui'

const LazyBars = lazy(() => import('./Bars'))
const LazyTimeLine = lazy(() => import('./TimeLine'))

export const Bars = (props: ComponentProps<typeof LazyBars>) => (
  <Suspense fallback={<Skeleton className="h-36" />}>
    <LazyBars {...props} />
  </Suspense>
)

export const TimeLine = (props: ComponentProps<typeof LazyTimeLine>) => (
  <Suspense fallback={<Skeleton className="h-48" />}>
    <LazyTimeLine {...props} />
  </Suspense>
)
