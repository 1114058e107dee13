import { Toast } from '@base-ui/react/toast'

export type Tone = 'good' | 'bad' | 'calm'
export interface ToastAction {
  label: string
  run: () => void
}
export interface ToastData {
  tone: Tone
  actions: ToastAction[]
}
export interface ToastChange {
  text?: string
  actions?: ToastAction[]
}
export interface ShownToast {
  /** Change what it says or offers, while it is still there. */
  update: (change: ToastChange) => void
  dismiss: () => void
}

const SHOWN_MS = 6_000
/** Long enough to read it, and to think better of what was done. */
const WITH_ACTION_MS = 12_000
let next = 1

const timeoutOf = (actions: ToastAction[]) => (actions.length > 0 ? WITH_ACTION_MS : SHOWN_MS)

/** Takes toasts at any time, and keeps them until the region that shows them is on the page. */
export class ToastQueue {
  readonly manager = Toast.createToastManager<ToastData>()
  private waiting: (() => void)[] | null = []

  add(text: string, tone: Tone, actions: ToastAction[]): ShownToast {
    const id = `toast-${next++}`
    // What went wrong is read out at once, the rest when there is a pause.
    const priority = tone === 'bad' ? 'high' : 'low'
    this.whenShown(() => {
      this.manager.add({ id, description: text, priority, timeout: timeoutOf(actions), data: { tone, actions } })
    })
    return {
      update: (change) => {
        this.whenShown(() => {
          this.manager.update(id, ({ data }) => changed(data ?? { tone, actions }, change))
        })
      },
      dismiss: () => {
        this.whenShown(() => {
          this.manager.close(id)
        })
      },
    }
  }

  /** Hand over what waits, and all that follows, until the answer is called. */
  begin(): () => void {
    const waiting = this.waiting ?? []
    this.waiting = null
    for (const call of waiting) call()
    return () => {
      this.waiting = []
    }
  }

  private whenShown(call: () => void): void {
    if (this.waiting) this.waiting.push(call)
    else call()
  }
}

function changed(data: ToastData, { text, actions }: ToastChange) {
  return {
    ...(text === undefined ? {} : { description: text }),
    ...(actions === undefined ? {} : { data: { ...data, actions }, timeout: timeoutOf(actions) }),
  }
}
