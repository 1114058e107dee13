import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useToast } from './toasts'
import { Button } from './ui'

const SAID_MS = 2_000

interface Props {
  label: string
  text: string
  /** Keep the lines as they are, and scroll; else long words break. */
  lines?: boolean
}

/** A text to take away, with its name and a button that copies it. */
export function CopyText({ label, text, lines = false }: Props) {
  const [copied, setCopied] = useState(false)
  const toast = useToast()
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => {
      setCopied(false)
    }, SAID_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [copied])
  const copy = () => {
    write(text).then(
      () => {
        setCopied(true)
      },
      () => {
        toast('The browser does not allow copying here. Select the text and copy it yourself.', 'bad')
      },
    )
  }
  return (
    <div>
      <div className="mb-1.5 flex items-center justify-between gap-2">
        <p className="text-sm font-medium">{label}</p>
        <Button look="ghost" className="min-h-8 px-2 text-xs" onClick={copy} aria-label={`Copy: ${label}`}>
          {copied ? <Check className="size-3.5" aria-hidden /> : <Copy className="size-3.5" aria-hidden />}
          <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        </Button>
      </div>
      <pre
        tabIndex={lines ? 0 : undefined}
        className={`rounded-lg bg-raised p-3 text-xs ${lines ? 'overflow-x-auto' : 'whitespace-pre-wrap break-all'}`}
      >
        {text}
      </pre>
    </div>
  )
}

// Plain http to another machine has no clipboard.
const write = (text: string): Promise<void> =>
  'clipboard' in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'))
