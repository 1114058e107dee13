import { Component, type ReactNode } from 'react'
import { Button } from '@/components/ui'

interface State {
  failed: boolean
}

/** The last net: a page that breaks says so, and offers the way out. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div role="alert" className="mx-auto max-w-md px-6 py-24 text-center">
        <h1 className="text-xl font-semibold">This page broke</h1>
        <p className="mt-2 text-sm text-soft">Your data is safe on the server. Reloading helps most of the time.</p>
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
}
