// Paints the icons from favicon.svg with a Chromium (CHROMIUM names it); their files are kept with the sources.
// Run `node scripts/icons.mjs` after the drawing has changed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const chromium = process.env.CHROMIUM ?? 'chromium'
const folder = mkdtempSync(join(tmpdir(), 'icons-'))
const drawing = readFileSync('public/favicon.svg', 'utf8')

/** side: pixels; share: how much of the side the drawing takes; ground: a colour behind it, or none. */
function paint(name, side, share = 1, ground = 'transparent') {
  const page = join(folder, 'icon.html')
  const place = `position:absolute;width:${side * share}px;height:${side * share}px;inset:0;margin:auto`
  const svg = drawing.replace('<svg ', `<svg style="${place}" `)
  writeFileSync(page, `<!doctype html><body style="margin:0;background:${ground}">${svg}`)
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1']
  const window = [`--window-size=${side},${side}`, '--default-background-color=00000000', `--screenshot=${name}`]
  execFileSync(chromium, [...flags, ...window, `file://${page}`], { stdio: 'ignore' })
}

/** An .ico file that holds one PNG. */
function ico(png, side) {
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(side, 6)
  head.writeUInt8(side, 7)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(png.length, 14)
  head.writeUInt32LE(22, 18)
  return Buffer.concat([head, png])
}

paint('public/icon-192.png', 192)
paint('public/icon-512.png', 512)
// Phones cut these to a shape of their own: the ground fills the corners, the waves stay within the safe middle.
paint('public/apple-touch-icon.png', 180, 1, '#0e7490')
paint('public/icon-maskable-512.png', 512, 0.8, '#0e7490')
const small = join(folder, 'small.png')
paint(small, 32)
writeFileSync('public/favicon.ico', ico(readFileSync(small), 32))
rmSync(folder, { recursive: true })
