import type { OrderKey } from '../../lib/order/order-key.ts';
import type { CardKeysSecret } from '../../lib/sealing/card-keys.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import type { Connected } from '../../lib/partners/connection.ts';
import { getScopes } from '../../lib/partners/thanx/partner-api.ts';
import { createToken, type UserToken } from '../../lib/partners/thanx/create-token.ts';
import type { TellPorts } from '../../lib/notify/tell.ts';
import type { ThanxMerchantSecret, ThanxSecret, ThanxUserSecret } from '../../lib/secrets/secrets.ts';
import type { Control, CredentialControl, ShopControl } from '../../lib/store/control.ts';
import type { FollowedReceipts } from '../../lib/store/followed.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';
import type { DecisionsSeen } from '../../lib/store/decision-times.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import { listGiftCards } from '../../lib/partners/thanx/list-gift-cards.ts';
import { addGiftCard } from '../../lib/partners/thanx/add-gift-card.ts';
import { createBasket } from '../../lib/partners/thanx/create-basket.ts';
import { findUser } from '../../lib/partners/thanx/find-user.ts';
import { createReceipt } from '../../lib/partners/thanx/create-receipt.ts';
import { listReceipts } from '../../lib/partners/thanx/list-receipts.ts';

/** The calls to Thanx, over any connection. */
export const thanxCalls = {
  findUser,
  createToken,
  createReceipt,
  listReceipts,
  createBasket,
  addGiftCard,
  listGiftCards,
  getScopes,
};

/** The calls to Thanx, each over its own connection. */
export type Thanx = {
  connect(): Promise<Connected>;
  /** To the host of baskets. */
  connectToLoyalty(): Promise<Connected>;
} & typeof thanxCalls;

/** Members' tokens by merchant and e-mail address or, for refunds of baskets, ID at Thanx. In memory only. */
export interface UserTokens {
  get(merchantId: string, email: string): UserToken | undefined;
  put(merchantId: string, email: string, token: UserToken): void;
  drop(merchantId: string, email: string): void;
}

/** The external dependencies of submit-to-thanx. */
export interface Ports extends TellPorts {
  store: CustomerStore;
  followed: FollowedReceipts;
  control: Control<CredentialControl>;
  shopControl: (shop: string) => Pick<Control<ShopControl>, 'get'>;
  permits: Permits;
  decisions: DecisionsSeen;
  thanx: Thanx;
  userTokens: UserTokens;
  credential: {
    get(): Promise<ThanxSecret | undefined>;
    /** Bypasses the cache, because the credential may have been rotated. */
    refresh(): Promise<ThanxSecret | undefined>;
  };
  /** Shops' fixed user tokens. `refresh` bypasses the cache. */
  fixedTokens: {
    get(shop: string): Promise<ThanxUserSecret | undefined>;
    refresh(shop: string): Promise<ThanxUserSecret | undefined>;
  };
  /** Shops' keys of their merchants. `refresh` bypasses the cache. */
  merchantKeys: {
    get(shop: string): Promise<ThanxMerchantSecret | undefined>;
    refresh(shop: string): Promise<ThanxMerchantSecret | undefined>;
  };
  /** The circuit of a shop's fixed user token and of its merchant's key. */
  shopSecretsControl: (shop: string) => Control<CredentialControl>;
  /** The stage's private keys for gift cards. `refresh` bypasses the cache. */
  cardKeys: { get(): Promise<CardKeysSecret | undefined>; refresh(): Promise<CardKeysSecret | undefined> };
  sendDeadLetter: (order: OrderKey, reason: string) => Promise<void>;
  telemetry: Telemetry;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  newId: () => string;
  /** Whether the stage simulates everything: nothing is sent to Thanx. */
  simulateAll: boolean;
  credentialName: string;
  partnerTimeoutMs: number;
  retryBaseSeconds: number;
}
