import type { ShopifyEvents } from '../lib/platforms/shopify/event.ts';

/**
 * A domain for the API. With the ID of its Route 53 zone in the stage's account, the stack creates the certificate and the record. Without a
 * zone, give the ARN of an ACM certificate in the stage's region, and create the record yourself.
 */
export type ApiDomain = { name: string } & ({ hostedZoneId: string } | { certificateArn: string });

/** The only values that differ between stages. Everything else is the same code. */
export interface Stage {
  name: string;
  /** If set, the stage can be deployed and operated only in this account and region. */
  account?: string;
  region?: string;
  /** The API's own domain. Default: API Gateway's address. */
  domain?: ApiDomain;
  /** `simulated`: ThankU checks requests and stores nothing, and Thanx gets no receipts and no baskets. `real` spends the shops' money. */
  spend: 'simulated' | 'real';
  /** The names of the stage's Thanx credentials. Each gets a loyalty queue and a worker function. */
  thanxCredentials: readonly string[];
  thankuUrl: string;
  thanxUrl: string;
  /** The host of Thanx's baskets. */
  thanxLoyaltyUrl: string;
  klaviyoUrl: string;
  /** Thanx's limits. `jitterMs`, `lateMs` and `coldStartMs` override those of lib/permits/limits.ts. */
  thanx: {
    requestsPerSecond: number;
    requestsPer15Minutes: number;
    p99Seconds: number;
    jitterMs?: number;
    lateMs?: number;
    coldStartMs?: number;
  };
  /**
   * Whether functions reserve concurrency. A new AWS account may run 10 functions at once, and allows no reservation until it may run over 100.
   * Without one, webhooks, workers and everything else in the account take it from each other.
   */
  reserveConcurrency: boolean;
  /** Whether X-Ray records when workers ran, and for how long. */
  traceWorkers: boolean;
  /**
   * Whether shops share eight secrets for their ThankU tokens. Each shop with a secret of its own costs as much as one of them, so it pays from
   * nine shops on. Don't set it back to `false` while shops have no token of their own: their orders would wait.
   */
  shareThankuTokens: boolean;
  /** How many orders are thanked at the same time. ThankU's own limit is unknown. */
  thankuConcurrency: number;
  partnerTimeoutMs: number;
  retryBaseSeconds: number;
  cacheTtlMs: number;
  /**
   * How functions get new versions. `at-once`: immediately. `checked`: each new version is asked first whether it works. `canary`: in addition,
   * ingest's new version gets a tenth of the webhooks for five minutes, and alarms take it back.
   */
  release: 'at-once' | 'checked' | 'canary';
  /** Protects the data stack from deletion, and keeps tables, bucket, secrets, logs and the API's address if it's deleted anyway. */
  protectData: boolean;
  /** Stack traces with source positions. They cost 5 to 10 ms of each cold start, so production doesn't have them. */
  sourceMaps: boolean;
  /** Receives the alarms. Without it, nobody does until somebody subscribes to the alarm topics. */
  alarmEmail?: string;
  /** Receives the alarms that can wait for the next working day, instead of `alarmEmail`. */
  noticeEmail?: string;
  /** `owner/name` of the GitHub repository that may deploy the stage. The stage then has a third stack, with the role for that. */
  githubRepository?: string;
  /**
   * The Shopify shops whose webhooks come as partner events of EventBridge, besides or instead of to their URLs: the name of the partner event
   * source → the shop's `….myshopify.com` domain → the shop (docs/platforms/shopify.md). The rule of a source takes about forty domains.
   */
  shopifyEvents: ShopifyEvents;
  /** Where operators read docs/runbook.md: the beginning of the link in every alarm. */
  runbookUrl: string;
}

const usual = {
  thanxCredentials: ['main'],
  thankuUrl: 'https://www.thanku.social',
  thanxUrl: 'https://api.thanx.com',
  thanxLoyaltyUrl: 'https://loyalty.thanx.com',
  klaviyoUrl: 'https://a.klaviyo.com',
  thanx: { requestsPerSecond: 5, requestsPer15Minutes: 2000, p99Seconds: 1 },
  reserveConcurrency: true,
  traceWorkers: true,
  shareThankuTokens: false,
  thankuConcurrency: 10,
  partnerTimeoutMs: 10_000,
  retryBaseSeconds: 5,
  cacheTtlMs: 60_000,
  sourceMaps: true,
  release: 'checked',
  shopifyEvents: {},
  runbookUrl: 'docs/runbook.md',
} as const;

export const stages = {
  /** Your machine, with sandboxes instead of partners and quick retries. AWS has no account 0, so it can't be deployed. */
  local: {
    ...usual,
    name: 'local',
    account: '000000000000',
    region: 'eu-central-1',
    spend: 'real',
    release: 'at-once',
    protectData: false,
    partnerTimeoutMs: 2000,
    retryBaseSeconds: 1,
    cacheTtlMs: 1000,
    shareThankuTokens: true,
    // The sample shop sends its webhooks to its URL, and takes them as events, too.
    shopifyEvents: { 'aws.partner/shopify.com/1/thankflow-local': { 'demo-shopify.myshopify.com': 'demo-shopify' } },
    // There is no network in between, but the machine may be busy. Nothing can have been sent before.
    thanx: { ...usual.thanx, jitterMs: 200, lateMs: 200, coldStartMs: 0 },
  },
  dev: {
    ...usual,
    name: 'dev',
    spend: 'simulated',
    protectData: false,
    thanxUrl: 'https://api.thanxsandbox.com',
    thanxLoyaltyUrl: 'https://loyalty.thanxsandbox.com',
  },
  prod: { ...usual, name: 'prod', spend: 'real', protectData: true, release: 'canary', sourceMaps: false },
} satisfies Record<string, Stage>;

/** What a stage has to say about itself. Everything else has a default. */
export type StageValues = Pick<Stage, 'name' | 'spend'> & Partial<Stage>;

/** A stage with the usual values where it names none. If it spends real money, its data is protected, and ingest is released as a canary. */
export function stageOf(values: StageValues): Stage {
  const { protectData = values.spend === 'real' } = values;
  return { ...usual, protectData, release: protectData ? 'canary' : 'checked', ...values };
}

/** The tags of all the stage's resources, including the secrets that the command line creates. */
export const tagsOf = ({ name }: Pick<Stage, 'name'>) => ({ application: 'thankflow', stage: name });
