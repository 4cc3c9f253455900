import type { CardKeysSecret } from '../../lib/sealing/card-keys.ts';
import type { GiftCard } from '../../lib/sealing/card.ts';
import type { Permits } from '../../lib/permits/permits.ts';
import type { Connected, Connection } from '../../lib/partners/connection.ts';
import type { NewReceipt, SubmittedReceipt } from '../../lib/partners/thanx/create-receipt.ts';
import type { Member, UserToken } from '../../lib/partners/thanx/create-token.ts';
import type { Addition } from '../../lib/partners/thanx/add-gift-card.ts';
import type { GiftCardPage } from '../../lib/partners/thanx/list-gift-cards.ts';
import type { ReceiptPage } from '../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../lib/partners/thanx/outcome.ts';
import type { Timing } from '../../lib/partners/send.ts';
import type { Publish } from '../../lib/queue/publish.ts';
import type { ThanxSecret, ThanxUserSecret } from '../../lib/secrets/secrets.ts';
import type { Control, CredentialControl, ShopControl } from '../../lib/store/control.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

/** The calls to Thanx, each over its own connection. */
export interface Thanx {
  connect(): Promise<Connected>;
  createToken(
    connection: Connection,
    call: { credential: ThanxSecret; merchantId: string } & Member,
    timing: Timing,
  ): Promise<ThanxOutcome<UserToken>>;
  createReceipt(
    connection: Connection,
    call: { clientId: string; bearer: string; receipt: NewReceipt },
    timing: Timing,
  ): Promise<ThanxOutcome<SubmittedReceipt>>;
  listReceipts(
    connection: Connection,
    call: { clientId: string; bearer: string; merchantId: string; page: number },
    timing: Timing,
  ): Promise<ThanxOutcome<ReceiptPage>>;
  addGiftCard(
    connection: Connection,
    call: { clientId: string; bearer: string; providerId: string; card: GiftCard },
    timing: Timing,
  ): Promise<ThanxOutcome<Addition>>;
  listGiftCards(
    connection: Connection,
    call: { clientId: string; bearer: string; page: number },
    timing: Timing,
  ): Promise<ThanxOutcome<GiftCardPage>>;
  getScopes(connection: Connection, call: { credential: ThanxSecret }, timing: Timing): Promise<ThanxOutcome<string[]>>;
}

/** Customers' tokens by merchant and e-mail address, in memory only. */
export interface UserTokens {
  get(merchantId: string, email: string): UserToken | undefined;
  put(merchantId: string, email: string, token: UserToken): void;
  drop(merchantId: string, email: string): void;
}

/** The external dependencies of submit-to-thanx. */
export interface Ports {
  store: CustomerStore;
  control: Control<CredentialControl>;
  shopControl: (shop: string) => Pick<Control<ShopControl>, 'get'>;
  permits: Permits;
  thanx: Thanx;
  userTokens: UserTokens;
  credential: {
    get(): Promise<ThanxSecret | undefined>;
    /** Bypasses the cache, because the credential may have been rotated. */
    refresh(): Promise<ThanxSecret | undefined>;
  };
  /** Shops' fixed user tokens and their circuits. */
  fixedTokens: {
    get(shop: string): Promise<ThanxUserSecret | undefined>;
    refresh(shop: string): Promise<ThanxUserSecret | undefined>;
    control(shop: string): Control<CredentialControl>;
  };
  /** The stage's private keys for gift cards. `refresh` bypasses the cache. */
  cardKeys: { get(): Promise<CardKeysSecret | undefined>; refresh(): Promise<CardKeysSecret | undefined> };
  sendDeadLetter: (letter: { key: string; reason: string }) => Promise<void>;
  publish: Publish;
  telemetry: Telemetry;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  newId: () => string;
  /** Whether the stage simulates everything: no receipt is sent. */
  simulateAll: boolean;
  credentialName: string;
  partnerTimeoutMs: number;
  retryBaseSeconds: number;
}
