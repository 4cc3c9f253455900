import { orderCodeMeanings, type CodeMeaning } from './order-codes.ts';
import { targetCodeMeanings } from './target-codes.ts';
import { thanxCodeMeanings } from './thanx-codes.ts';

/** What each code of `stuck` means, most urgent first. The runbook has a section `stuck: <code>` for each. */
export const codeMeanings = {
  'parked-too-long': {
    of: 'webhook',
    means: 'Webhooks have been parked for over ten minutes: housekeeping isn’t running, or SQS accepts no messages.',
    fix: ['status'],
  },
  overdue: {
    of: 'row',
    means: 'Rows should have been looked at over fifteen minutes ago: housekeeping isn’t running, or cannot keep up.',
    fix: ['status --watch'],
  },
  'row-unreadable': {
    of: 'row',
    means:
      'This version can’t read these rows: a newer version wrote them, or they are damaged. Nothing of them is lost.',
    // Only a deployment of that version helps.
    fix: ['stuck --reason row-unreadable'],
  },
  'webhooks-refused': {
    of: 'shop',
    means:
      'Every webhook of the shop is refused: its webhook secret is wrong, here or at the platform. No order arrives.',
    fix: ['shops check SHOP', 'secrets put webhook --shop SHOP  # not for Shopware: `shops check` says what to do'],
  },
  'partner-failing': {
    of: 'partner',
    means:
      'The partner fails most calls (no answer, 429 or 5xx). Nothing is lost: what waits is retried automatically.',
    fix: ['status --watch'],
  },
  'message-failing': {
    of: 'message',
    means: 'A message fails each time its function receives it. After 30 receives it becomes a dead letter.',
    fix: ['stuck --reason message-failing'],
  },
  'dead-event': {
    of: 'message',
    means:
      'An event of a webhook, on which its function crashed each time: perhaps an order that is stored nowhere else.',
    fix: ['dlq show ID', 'dlq replay --reason dead-event --yes'],
  },
  quarantined: {
    of: 'webhook',
    means: 'Verified webhooks that could not be read: perhaps orders. They are kept for a year.',
    fix: ['quarantine show ID', 'quarantine reread --yes'],
  },
  'orders-not-fetched': {
    of: 'shop',
    means:
      'The shop’s platform doesn’t give orders that its webhooks named: they wait, and their customers aren’t thanked.',
    fix: ['shops check SHOP', 'secrets put platform --shop SHOP  # if the credential is wrong'],
  },
  'webhooks-missing': {
    of: 'shop',
    means: 'Orders of the shop were paid, and not one webhook of them arrived: its subscription is probably gone.',
    fix: ['shops check SHOP', 'shops check SHOP --fix'],
  },
  'reconcile-many': {
    of: 'shop',
    means: 'Far more orders are missing than get lost by accident: none of them is queued until a person agrees.',
    fix: [
      'reconcile --shop SHOP --dry-run',
      'reconcile --shop SHOP --yes  # if they are to be thanked',
      'reconcile --shop SHOP --from-now  # if they are not',
    ],
  },
  'reconcile-refused': {
    of: 'shop',
    means:
      'The shop’s platform refuses the comparison of orders: lost webhooks aren’t noticed. Orders whose webhooks arrive are thanked.',
    fix: ['shops check SHOP', 'secrets put platform --shop SHOP  # if the credential is wrong'],
  },
  'reconcile-failing': {
    of: 'shop',
    means:
      'The shop’s platform has not answered for hours, or answers too slowly: lost webhooks aren’t noticed in time.',
    fix: ['shops check SHOP'],
  },
  'shop-silent': {
    of: 'shop',
    means:
      'No order has arrived for far longer than usual at this time of the week: the shop’s webhooks may have stopped.',
    fix: ['shops check SHOP'],
  },
  'settings-newer': {
    of: 'shop',
    means:
      'The shop was removed, or its settings have keys of a newer version than the one deployed: its new orders wait.',
    fix: ['shops show SHOP', 'shops apply FILE --replace-newer  # or deploy the version that knows them'],
  },
  'shop-held-failures': {
    of: 'shop',
    means: 'ThankU refused two orders in a row: the shop’s token, wallet or settings are wrong. Its other orders wait.',
    fix: [
      'secrets put thanku --shop SHOP  # if the token is wrong',
      'shops apply FILE  # if the settings are wrong',
      'orders refreeze --shop SHOP --yes  # if the settings were wrong: renews the requests of the orders that wait',
      'resume --shop SHOP --thanku  # once token, wallet and settings are right: one order tries first',
    ],
  },
  'shop-held-token': {
    of: 'shop',
    means: 'ThankU refuses the shop’s token, or there is none: its orders wait.',
    fix: ['secrets put thanku --shop SHOP', 'resume --shop SHOP --thanku'],
  },
  'shop-held-moved': {
    of: 'shop',
    means: 'ThankU’s address has changed (3xx, 404, 405, 410): the shop’s orders wait.',
    fix: ['resume --shop SHOP --thanku'],
  },
  ...thanxCodeMeanings,
  'shop-redact-requested': {
    of: 'shop',
    means:
      'The platform asked to erase the whole shop, within 30 days. The shop is paused until you confirm or reject it.',
    // Without --yes, because an erasure can't be undone. The runbook says how to reject the request.
    fix: ['privacy list --shop SHOP', 'privacy erase --shop SHOP --everybody'],
  },
  'brake-shop': {
    of: 'shop',
    means: 'The shop is paused, by an operator or because its platform asked to erase it: what it sends waits.',
    fix: ['stuck --reason brake-shop', 'resume --shop SHOP'],
  },
  'brake-credential': {
    of: 'credential',
    means: 'The credential is paused by an operator: its receipts and baskets wait until an operator resumes it.',
    fix: ['stuck --reason brake-credential', 'resume --credential CREDENTIAL'],
  },
  'limit-reached': {
    of: 'shop',
    means:
      'The shop has given all that its limit allows: further orders wait for the next day or month, or are skipped.',
    fix: ['status', 'shops apply FILE  # with a higher limit'],
  },
  ...orderCodeMeanings,
  ...targetCodeMeanings,
  'export-requested': {
    of: 'customer',
    means: 'A customer asked for their data: the shop has 30 days to answer.',
    fix: ['privacy list --shop SHOP', 'privacy export --shop SHOP --customer CUSTOMER --close'],
  },
  'erase-unfinished': {
    of: 'customer',
    means: 'A customer was erased, but dead letters or quarantine may still hold their data: scan them within 30 days.',
    fix: ['privacy list --shop SHOP', 'privacy erase --shop SHOP --customer CUSTOMER --yes'],
  },
  'erased-named': {
    of: 'customer',
    means: 'Public ThankUs name a customer who asked to be forgotten: only ThankU’s support can take them down.',
    fix: ['privacy list --shop SHOP', 'privacy close ID'],
  },
  'dead-wake-up': {
    of: 'message',
    means: 'A wake-up on which its function crashed each time. Its order’s row is safe.',
    fix: ['dlq list --reason dead-wake-up', 'dlq replay --reason dead-wake-up --yes'],
  },
  'letter-unreadable': {
    of: 'message',
    means: 'A dead letter that makes no sense, is a newer version’s, or has no order. Look before you drop it.',
    fix: ['dlq show ID', 'dlq drop ID --yes  # only if it is no event of an order'],
  },
  'letter-left-over': {
    of: 'message',
    means: 'Dead letters of orders that have continued since: nothing is wrong, they only keep the alarm on.',
    fix: ['dlq drop --left-over --yes'],
  },
} as const satisfies Record<string, CodeMeaning>;

export type StuckCode = keyof typeof codeMeanings;

/** All codes, most urgent first. */
export const stuckCodes = Object.keys(codeMeanings).filter((code): code is StuckCode => code in codeMeanings);

export const meaningOf = (code: StuckCode): CodeMeaning => codeMeanings[code];
