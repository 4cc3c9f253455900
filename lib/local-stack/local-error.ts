/** The local stack cannot do what was asked, for a reason the person at the keyboard can act on: shown without a stack trace. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}
