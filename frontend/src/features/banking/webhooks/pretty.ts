const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g
const LONGEST = 200_000

/** Indent JSON without touching its values: 12.50 stays 12.50. What is no JSON comes back as it is. */
export function pretty(text: string): string {
  if (text.length > LONGEST || !isJson(text)) return text
  let depth = 0
  let before = ''
  let out = ''
  for (const token of text.match(TOKEN) ?? []) {
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    const empty = closes && (before === '{' || before === '[')
    const breaks = (closes && !empty) || (!closes && /^[{[,]$/.test(before))
    if (breaks) out += `\n${'  '.repeat(depth)}`
    out += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    before = token
  }
  return out
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
