/** A signed event, ready to paste into a shell; each run sends a new transaction. */
export function curlExample(address: string, secret: string, currency: string): string {
  return `SECRET=${quoted(secret)}
ID="try-$(date +%s)"
BODY='{"type":"transaction.created","id":"'$ID'","data":{"transaction":{"id":"'$ID'","amount":"-12.50","currency":"${currency}","merchant":"Corner shop","description":"A first try"}}}'
SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)
curl ${quoted(address)} \\
  -H 'Content-Type: application/json' \\
  -H "X-Signature: sha256=$SIGNATURE" \\
  --data-binary "$BODY"`
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Where consent is given; null for an address that no bank would give. */
export function consentAddress(text: string | null): string | null {
  if (text === null) return null
  try {
    const { protocol, href } = new URL(text)
    return protocol === 'https:' || protocol === 'http:' ? href : null
  } catch {
    return null
  }
}
