/** The small pieces that every page is made of. */
import { AlertTriangle, Inbox, RotateCw } from 'lucide-react'
import { useId, type ButtonHTMLAttributes, type ComponentProps, type ReactNode } from 'react'
import { ApiError } from '@/lib/api/errors'
import { useTitle } from '@/lib/useTitle'

const LOOKS = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 border-transparent font-medium',
  plain: 'border-line bg-card text-ink hover:bg-raised',
  ghost: 'border-transparent text-soft hover:bg-raised hover:text-ink',
  danger: 'border-line bg-card text-bad hover:bg-raised',
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof LOOKS
  busy?: boolean
}

export function Button({ look = 'plain', busy = false, className = '', children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-9 items-center justify-center gap-2 rounded-lg border px-3 text-sm transition disabled:opacity-55 ${LOOKS[look]} ${className}`}
      disabled={(disabled ?? false) || busy}
      aria-busy={busy}
      {...rest}
    >
      {busy && <RotateCw className="size-4 animate-spin" aria-hidden />}
      {children}
    </button>
  )
}

interface FieldProps extends ComponentProps<'input'> {
  label: string
  error?: string | undefined
  hint?: ReactNode
}

export function Field({ label, error, hint, className = '', ...rest }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        {...rest}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

interface NoteProps {
  id: string
  error?: string | undefined
  hint?: ReactNode
}

/** What is wrong with a field, or else what belongs in it. */
export const FieldNote = ({ id, error, hint }: NoteProps) =>
  (error ?? hint) ? (
    <p id={id} className={`mt-1.5 text-xs ${error ? 'text-bad' : 'text-soft'}`}>
      {error ?? hint}
    </p>
  ) : null

interface CardProps {
  title?: ReactNode
  action?: ReactNode
  children: ReactNode
  className?: string
}

export function Card({ title, action, children, className = '' }: CardProps) {
  return (
    <section className={`card ${className}`}>
      {title !== undefined && (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-2 border-b border-line px-4 py-2 sm:px-5">
          <h2 className="text-sm font-semibold">{title}</h2>
          {action}
        </header>
      )}
      {children}
    </section>
  )
}

const TONES = {
  good: 'text-good bg-good/10',
  warn: 'text-warn bg-warn/12',
  bad: 'text-bad bg-bad/10',
  calm: 'text-soft bg-raised',
}

export function Badge({ tone = 'calm', children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 text-xs font-medium ${TONES[tone]}`}
    >
      {children}
    </span>
  )
}

export function Skeleton({ className = '' }: { className?: string }) {
  return (
    <div aria-hidden className={`animate-[pulse-soft_1.4s_ease-in-out_infinite] rounded-md bg-raised ${className}`} />
  )
}

export function Loading({ rows = 5 }: { rows?: number }) {
  return (
    <div role="status" className="space-y-3 p-5">
      <span className="sr-only">Loading…</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  )
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <Inbox className="size-8 text-soft" aria-hidden />
      <p className="font-medium">{title}</p>
      <div className="max-w-md text-sm text-soft">{children}</div>
    </div>
  )
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const known = error instanceof ApiError ? error : null
  const text = known?.code === 'offline' ? 'You seem to be offline. This loads automatically once you are back.' : null
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <AlertTriangle className="size-8 text-warn" aria-hidden />
      <p className="font-medium">This could not be loaded</p>
      <p className="max-w-md text-sm text-soft">{text ?? known?.message ?? 'Something went wrong.'}</p>
      {known?.problem.request_id && <code className="text-xs text-soft">request {known.problem.request_id}</code>}
      {retry && (
        <Button className="mt-2" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** A form's own error, above its button. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null
  const wait = error instanceof ApiError && error.retryAfterS ? ` Try again in ${waitText(error.retryAfterS)}.` : ''
  return (
    <p role="alert" className="rounded-lg bg-bad/10 px-3 py-2 text-sm text-bad">
      {error instanceof Error ? error.message : 'Something went wrong.'}
      {wait}
    </p>
  )
}

const waitText = (seconds: number) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`)

export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  useTitle(title)
  return (
    <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </div>
  )
}
