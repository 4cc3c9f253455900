/**
 * A domain for the API. With the ID of its Route 53 zone, in the stage's account, the stack gets the certificate and makes the
 * record. Without one, give the ARN of an ACM certificate in the stage's region, and make the record yourself.
 */
export type ApiDomain = { name: string } & ({ hostedZoneId: string } | { certificateArn: string });

/** The only values that differ between stages. Everything else is the same code. */
export interface Stage {
  name: string;
  /** Where the stage is. If it names an account or a region, it is deployed and operated there and nowhere else. */
  account?: string;
  region?: string;
  /** The API's own domain. Default: the address that API Gateway gives it. */
  domain?: ApiDomain;
  /** `simulated`: ThankU checks and stores nothing, Thanx gets no receipts. `real` spends the shops' money. */
  spend: 'simulated' | 'real';
  /** The names of the stage's Thanx credentials: one loyalty queue and one worker function for each. */
  thanxCredentials: readonly string[];
  thankuUrl: string;
  thanxUrl: string;
  /**
   * Thanx's limits for each credential, and how long its calls take. `jitterMs`, `lateMs` and `coldStartMs` are the
   * limiter's margins (lib/permits/limits.ts), where a stage needs others.
   */
  thanx: {
    requestsPerSecond: number;
    requestsPer15Minutes: number;
    p99Seconds: number;
    jitterMs?: number;
    lateMs?: number;
    coldStartMs?: number;
  };
  /** Orders thanked at the same time; ThankU's own limit is unknown. */
  thankuConcurrency: number;
  partnerTimeoutMs: number;
  retryBaseSeconds: number;
  cacheTtlMs: number;
  /** Keep tables, bucket, secrets, logs and the API's address when the data stack is deleted, and refuse to delete it. */
  protectData: boolean;
  /** Stack traces in the source's terms. Costs 5 to 10 ms of each cold start, so production goes without. */
  sourceMaps: boolean;
  /** Gets the alarms. Without it, nobody does until somebody subscribes to the alarm topic. */
  alarmEmail?: string;
}

const usual = {
  thanxCredentials: ['main'],
  thankuUrl: 'https://www.thanku.social',
  thanxUrl: 'https://api.thanx.com',
  thanx: { requestsPerSecond: 5, requestsPer15Minutes: 2000, p99Seconds: 1 },
  thankuConcurrency: 10,
  partnerTimeoutMs: 10_000,
  retryBaseSeconds: 5,
  cacheTtlMs: 60_000,
  sourceMaps: true,
} as const;

export const stages = {
  /** A laptop: the sandboxes' money is real there, the retries are quick. AWS has no account 0, so it can't be deployed. */
  local: {
    ...usual,
    name: 'local',
    account: '000000000000',
    region: 'eu-central-1',
    spend: 'real',
    protectData: false,
    partnerTimeoutMs: 2000,
    retryBaseSeconds: 1,
    cacheTtlMs: 1000,
    // No network lies between, but a busy machine does; and nothing can have been sent before.
    thanx: { ...usual.thanx, jitterMs: 200, lateMs: 200, coldStartMs: 0 },
  },
  dev: { ...usual, name: 'dev', spend: 'simulated', protectData: false, thanxUrl: 'https://api.thanxsandbox.com' },
  prod: { ...usual, name: 'prod', spend: 'real', protectData: true, sourceMaps: false },
} satisfies Record<string, Stage>;

/** What everything of a stage is tagged with, also the secrets that the command line creates. */
export const tagsOf = ({ name }: Pick<Stage, 'name'>) => ({ application: 'thankflow', stage: name });
