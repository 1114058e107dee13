// Before the first paint, so that a dark page never flashes white.
;(() => {
  const chosen = localStorage.getItem('tidewatch.theme') ?? 'system'
  const dark = chosen === 'dark' || (chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
})()
