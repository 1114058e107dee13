/** Why a session ended that one did not end here, as the server names it. */
export const WHY: Record<string, string> = {
  token_reused: 'Your session was ended for safety because its token was used twice. Sign in again.',
  token_revoked: 'This device was signed out.',
  token_expired: 'You were away for a while. Sign in again.',
  password_changed: 'Your password was changed on another device. Sign in again.',
  account_locked: 'An administrator has locked your account.',
  account_erased: 'An administrator has erased your account.',
  role_changed: 'An administrator has changed your role. Sign in again.',
  sessions_ended: 'An administrator has signed you out. Sign in again.',
}
