import type { Connect } from '../../lib/partners/connection.ts';
import type { Limits } from '../../lib/permits/limits.ts';
import type { ThanxSecret, WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { CustomerHashes } from '../../lib/store/customer-hashes.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Clients } from '../stage.ts';

/** What every function of the simulated stage has around it. */
export interface Surroundings {
  kernel: Pick<Kernel, 'now' | 'nowMs' | 'random' | 'tell' | 'turn'>;
  aws: Clients;
  newId: () => string;
  customers: CustomerHashes;
  connectToThanku: Connect;
  connectToThanx: Connect;
  /** Thanx's, as the stage knows them. */
  limits: Limits;
  /** What lies in Secrets Manager now. */
  secrets: { token: string | undefined; credential: ThanxSecret | undefined; webhook: WebhookSecret };
  /** Whether there are no dead letters. */
  isElsewhereEmpty: () => boolean;
  publish: (type: string, pid: string) => void;
}
