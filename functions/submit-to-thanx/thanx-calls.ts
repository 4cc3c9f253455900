import { addGiftCard } from '../../lib/partners/thanx/add-gift-card.ts';
import { createReceipt } from '../../lib/partners/thanx/create-receipt.ts';
import { createToken } from '../../lib/partners/thanx/create-token.ts';
import { getScopes } from '../../lib/partners/thanx/partner-api.ts';
import { listGiftCards } from '../../lib/partners/thanx/list-gift-cards.ts';
import { listReceipts } from '../../lib/partners/thanx/list-receipts.ts';
import type { Thanx } from './ports.ts';

/** The calls to Thanx, over any connection. */
export const thanxCalls: Omit<Thanx, 'connect'> = {
  createToken,
  createReceipt,
  listReceipts,
  addGiftCard,
  listGiftCards,
  getScopes,
};
