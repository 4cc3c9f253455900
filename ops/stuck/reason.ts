/** One way in which something stands still until a person acts. */
export interface StuckReason {
  /** What one of them is, and so what its keys are: orders `shop/pid`, shops and credentials by name, messages by queue. */
  of: 'order' | 'shop' | 'credential' | 'customer' | 'message' | 'webhook' | 'row' | 'partner';
  /** One line for whoever was woken by it. */
  means: string;
  /**
   * The commands that put it right, in order and without `./thankflow`. After two blanks and `#`: when one is needed.
   * KEY, SHOP, CREDENTIAL and ID stand for what is stuck; FILE, RECEIPT and CUSTOMER for what only the operator knows.
   */
  fix: readonly [string, ...string[]];
  /** The one for many of them. */
  fixMany?: string;
}
