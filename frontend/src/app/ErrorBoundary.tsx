import { Component, type ReactNode } from 'react'
import { Button } from '@/components/ui'
import { isChunkError } from '@/lib/chunks'
import { ChunkFailure } from './ChunkFailure'

interface Props {
  /** Where one is: what broke at one place is tried anew at another. */
  place?: string
  /** Shown in the place of what broke; by default a note about it. */
  instead?: ReactNode
  children: ReactNode
}
interface State {
  error: unknown
  place: string | undefined
}

/** A net below one part of the page: the rest stays, and there is a way on. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, place: this.props.place }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('unknown') }
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { error: null, place }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    if (this.props.instead !== undefined) return this.props.instead
    return isChunkError(error) ? <ChunkFailure /> : <Broken />
  }
}

function Broken() {
  return (
    <div role="alert" className="mx-auto max-w-md px-6 py-24 text-center">
      <h1 className="text-xl font-semibold">Something went wrong on this page</h1>
      <p className="mt-2 text-sm text-soft">Your data is safe on the server. Reload the page to continue.</p>
      <Button
        look="primary"
        className="mt-5"
        onClick={() => {
          location.reload()
        }}
      >
        Reload
      </Button>
    </div>
  )
}
