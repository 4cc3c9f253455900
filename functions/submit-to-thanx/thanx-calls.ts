import { addGiftCard } from '../../lib/partners/thanx/add-gift-card.ts';
import { createReceipt } from '../../lib/partners/thanx/create-receipt.ts';
import { createToken } from '../../lib/partners/thanx/create-token.ts';
import { getScopes } from '../../lib/partners/thanx/partner-api.ts';
import { listGiftCards } from '../../lib/partners/thanx/list-gift-cards.ts';
import { listReceipts } from '../../lib/partners/thanx/list-receipts.ts';

/** The calls to Thanx, whatever connection they go over. */
export const thanxCalls = { createToken, createReceipt, listReceipts, addGiftCard, listGiftCards, getScopes };
