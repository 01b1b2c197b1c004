/** Something the user gave is not accepted: one line that names what, where and what is; nothing has been started. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
