import { problemOf } from './client'
import { offline } from './errors'
import { accessToken } from './session'

/** Fetch a file that needs a sign-in, and have the browser keep it. Throws ApiError. */
export async function download(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${await accessToken()}` } }).catch(() => {
    throw offline()
  })
  if (!answer.ok) throw await problemOf(answer)
  const address = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
