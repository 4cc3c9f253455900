/** What a code of `stuck` means, and what to do about it. */
export interface CodeMeaning {
  /** The kind of thing, which decides the form of its key: orders `shop/pid`, shops and credentials by name, targets `shop/target`, messages by queue. */
  of: 'order' | 'shop' | 'target' | 'credential' | 'customer' | 'message' | 'webhook' | 'row' | 'partner';
  /** What it means, in one line for the person on call. */
  means: string;
  /**
   * The commands that fix it, in order and without `./thankflow`. Text after two spaces and `#` says when a command is needed. KEY, SHOP,
   * TARGET, CREDENTIAL and ID are filled in. FILE, RECEIPT and CUSTOMER are known only to the operator.
   */
  fix: readonly [string, ...string[]];
  /** The command that fixes many at once. */
  fixMany?: string;
}

/** What keeps an order, its receipt, its basket or its gift cards waiting for a person, the most urgent first. */
export const orderCodeMeanings = {
  'thanku-rejected': {
    of: 'order',
    means:
      'ThankU refused the order for good: its customer isn’t thanked. The token, the wallet, the settings or the order itself was wrong.',
    fix: [
      'orders show KEY',
      'shops apply FILE  # if the settings are wrong',
      'orders retry KEY --refreeze  # once the token, wallet or settings are right',
    ],
  },
  'thanku-gave-up': {
    of: 'order',
    means: 'ThankU could not be reached for two weeks: the customer is not thanked.',
    fix: ['orders show KEY', 'orders retry KEY'],
    fixMany: 'dlq replay --reason gave-up --yes',
  },
  'thanku-perhaps': {
    of: 'order',
    means:
      'ThankU never answered, then the order was reversed or erased. The wallet may have paid; the page may be public.',
    fix: ['orders show KEY', 'orders resolve KEY --as seen'],
  },
  'thanku-after-restore': {
    of: 'order',
    means:
      'ThankU refused an order that a restored table had forgotten. Its customer may have a ThankU from before the restore.',
    fix: ['orders show KEY', 'orders retry KEY  # once the token or the wallet is right, if that was the cause'],
    fixMany: 'dlq replay --reason rejected-after-restore --yes',
  },
  'order-reinstated': {
    of: 'order',
    means: 'The platform says that a reversed order is paid after all, too late to thank its customer automatically.',
    fix: ['orders show KEY', 'orders resolve KEY --as seen'],
  },
  'receipt-unknown-twice': {
    of: 'order',
    means: 'A receipt was sent twice without an answer, and Thanx’s list doesn’t have it. Check Thanx’s dashboard.',
    fix: ['orders show KEY', 'orders resolve KEY --as submitted --receipt RECEIPT'],
  },
  'receipt-unknown-not-looked-up': {
    of: 'order',
    means: 'A receipt was sent and never answered, and for two days Thanx’s list could not be searched through.',
    fix: ['orders show KEY', 'orders resolve KEY --as submitted --receipt RECEIPT'],
  },
  'receipt-unknown-erased': {
    of: 'order',
    means: 'A receipt was sent and never answered, and its customer was erased before it could be looked for.',
    fix: ['orders show KEY', 'orders resolve KEY --as submitted --receipt RECEIPT'],
  },
  'receipt-rejected': {
    of: 'order',
    means: 'Thanx refused the receipt for good: its customer gets no credit. Its answer says what is wrong.',
    fix: [
      'orders show KEY',
      'shops apply FILE  # if the settings are wrong',
      'orders retry KEY --refreeze  # once they are right, or Thanx has fixed its fault',
    ],
  },
  'receipt-unauthorized': {
    of: 'order',
    means: 'Thanx accepts the credential, but not for this customer or merchant: no credit is given.',
    fix: ['thanx check --shop SHOP', 'orders retry KEY'],
  },
  'receipt-not-a-member': {
    of: 'order',
    means: 'Thanx says that the customer is no member, and said so to the receipt itself: no credit is given.',
    fix: ['orders retry KEY'],
  },
  'receipt-gave-up': {
    of: 'order',
    means: 'Thanx could not be reached for two weeks: the customer gets no credit.',
    fix: ['thanx check --shop SHOP', 'orders retry KEY'],
    fixMany: 'dlq replay --reason gave-up --yes',
  },
  'basket-rejected': {
    of: 'order',
    means: 'Thanx refused the basket for good: its customer gets no points. Its answer says what is wrong.',
    fix: [
      'orders show KEY',
      'shops apply FILE  # if the settings are wrong',
      'orders retry KEY --refreeze  # once they are right, or Thanx has fixed its fault',
    ],
  },
  'basket-gave-up': {
    of: 'order',
    means:
      'Thanx could not be reached for two weeks. The customer may have no points. A basket can safely be sent again.',
    fix: ['thanx check --shop SHOP', 'orders retry KEY'],
    fixMany: 'dlq replay --reason basket-gave-up --yes',
  },
  'basket-refund-failed': {
    of: 'order',
    means: 'Thanx refused a refund, or could not be reached for two weeks: its customer keeps the points.',
    fix: ['orders show KEY', 'orders retry KEY  # once Thanx accepts it; otherwise ask Thanx to take the points back'],
  },
  'gift-card-rejected': {
    of: 'order',
    means: 'Thanx refused a gift card of the order, or the card can’t be read: it is not on the customer’s account.',
    fix: ['orders show KEY', 'orders retry KEY'],
  },
  'notification-failed': {
    of: 'order',
    means:
      'One of the shop’s own systems refused a notification for good, or didn’t accept it for three days. The customer is thanked.',
    fix: [
      'orders show KEY',
      'orders retry KEY  # once the shop’s system accepts it',
      'dlq replay --queue notices-dlq --yes  # all that failed, and what is about a shop’s limit',
    ],
    fixMany: 'dlq replay --queue notices-dlq --yes',
  },
} as const satisfies Record<string, CodeMeaning>;
