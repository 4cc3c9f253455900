/** A reason why something needs a person. */
export interface StuckReason {
  /** The kind of thing, which decides the form of its key: orders `shop/pid`, shops and credentials by name, messages by queue. */
  of: 'order' | 'shop' | 'credential' | 'customer' | 'message' | 'webhook' | 'row' | 'partner';
  /** What it means, in one line for the person on call. */
  means: string;
  /**
   * The commands that fix it, in order and without `./thankflow`. Text after two spaces and `#` says when a command is needed. KEY, SHOP,
   * CREDENTIAL and ID are filled in. FILE, RECEIPT and CUSTOMER are known only to the operator.
   */
  fix: readonly [string, ...string[]];
  /** The command that fixes many at once. */
  fixMany?: string;
}
