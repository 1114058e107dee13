import { ExternalLink } from 'lucide-react'
import { CopyText } from '@/components/CopyText'
import { Dialog } from '@/components/Dialog'
import { Button } from '@/components/ui'
import type { Linked } from '@/lib/api/types'
import { useUser } from '@/lib/user'
import { consentAddress, curlExample } from './curl'

/** What comes after linking: a secret for the sender, or the bank's consent. */
export function LinkResultDialog({ linked, onClose }: { linked: Linked | null; onClose: () => void }) {
  const secret = linked?.secret ?? null
  return (
    <Dialog title={linked?.name ?? ''} open={linked !== null} onClose={onClose} wide={secret !== null}>
      {linked && (secret === null ? <Consent linked={linked} /> : <Secret linked={linked} secret={secret} />)}
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  )
}

function Secret({ linked, secret }: { linked: Linked; secret: string }) {
  const { base_currency } = useUser()
  const address = `${location.origin}${linked.webhook_path}`
  return (
    <div className="space-y-4">
      <p className="text-sm text-soft">
        Give the sender this secret and this address.{' '}
        <strong className="text-ink">The secret is shown only once.</strong>
      </p>
      <CopyText label="Secret" text={secret} />
      <CopyText label="Webhook address" text={address} />
      <CopyText label="Try it in a shell" text={curlExample(address, secret, base_currency)} lines />
    </div>
  )
}

function Consent({ linked }: { linked: Linked }) {
  const address = consentAddress(linked.consent_url)
  if (!address) return <p className="text-sm text-soft">The bank is linked. There is nothing more to do.</p>
  return (
    <div className="space-y-4 text-sm">
      <p className="text-soft">
        Give your consent on the bank’s website. It opens in a new tab, and this page updates when you are done.
      </p>
      <a
        href={address}
        target="_blank"
        rel="noopener noreferrer"
        className="inline-flex min-h-9 w-full items-center justify-center gap-2 rounded-lg bg-accent px-3 font-medium text-accent-ink hover:brightness-110"
      >
        <ExternalLink className="size-4" aria-hidden /> Continue to the bank
      </a>
      <p className="break-all text-xs text-soft">The link leads to {new URL(address).host}.</p>
    </div>
  )
}
