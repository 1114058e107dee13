import type { ReactNode } from 'react'
import { Logo } from '@/components/Logo'

/** The two pages before the door: a calm card on the tide. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden px-4 py-10">
      <Waves />
      <div className="relative w-full max-w-sm">
        <div className="mb-6 flex items-center justify-center gap-3">
          <Logo className="size-10" />
          <span className="text-xl font-semibold tracking-tight">Tidewatch</span>
        </div>
        <div className="card p-6 shadow-xl shadow-black/5">
          <h1 className="mb-5 text-lg font-semibold">{title}</h1>
          {children}
        </div>
        <p className="mt-5 text-center text-xs text-soft">Your money, the second it moves. On your own server.</p>
      </div>
    </main>
  )
}

function Waves() {
  const wave =
    'M-720 40c120-50 240-50 360 0s240 50 360 0 240-50 360 0 240 50 360 0 240-50 360 0 240 50 360 0 240-50 360 0v320H-720z'
  return (
    <svg
      aria-hidden
      viewBox="0 0 1440 260"
      preserveAspectRatio="none"
      className="absolute inset-x-0 bottom-0 h-64 w-full text-accent"
    >
      <path d={wave} fill="currentColor" opacity=".07" />
      <path d={wave} fill="currentColor" opacity=".07" transform="translate(-180 50)" />
      <path d={wave} fill="currentColor" opacity=".07" transform="translate(90 90)" />
      <path d={wave} fill="currentColor" opacity=".07" transform="translate(180 50)" />
    </svg>
  )
}
