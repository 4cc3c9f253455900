import { deadLetters } from '../../lib/queue/dead-letter.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource } from '../../lib/secrets/read.ts';
import { secretNames, ThanxMerchantSecret, ThanxSecret } from '../../lib/secrets/secrets.ts';
import { decisionsSeen } from '../../lib/store/decision-times.ts';
import { shopControl, controlKeys, credentialControl, shopSecretsControl } from '../../lib/store/control.ts';
import { followedReceipts } from '../../lib/store/followed.ts';
import { names, partnerTimeoutMs, secretsTimeoutMs } from '../stage.ts';
import type { Surroundings } from './surroundings.ts';
import { thanxCalls, type Ports as LoyaltyPorts } from '../../functions/submit-to-thanx/ports.ts';
import { userTokensInMemory } from '../../functions/submit-to-thanx/user-token.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { workerPorts } from './worker.ts';

/** submit-to-thanx's ports in one execution environment: its tokens and what it knows of the limits start empty. */
export function loyaltyPorts(surroundings: Surroundings): LoyaltyPorts {
  const { kernel, aws, newId, connectToThanx, connectToLoyalty, limits, readSecret } = surroundings;
  const { documents, sqs } = aws;
  const { now } = kernel;
  const sleep = async (ms: number) => {
    if (ms > 0) await kernel.turn('wakes up', kernel.nowMs + ms);
  };
  const secret = secretSource(readSecret(secretsTimeoutMs), ThanxSecret, (name) => secretNames.thanx('sim', name));
  const credential = cached(secret, { ttlMs: 60_000, maxEntries: 10, now });
  const merchantKey = secretSource(readSecret(secretsTimeoutMs), ThanxMerchantSecret, (shop) =>
    secretNames.thanxMerchant('sim', names.credential, shop),
  );
  const merchantKeys = cached(merchantKey, { ttlMs: 60_000, maxEntries: 10, now });
  return {
    ...workerPorts(surroundings),
    followed: followedReceipts(documents, names.orders),
    control: credentialControl(documents, names.control, names.credential, newId),
    shopControl: shopControl(documents, names.control, newId),
    permits: limiter({
      row: grantsRow(documents, names.control, controlKeys.permits(names.credential)),
      limits,
      now,
      sleep,
      random: kernel.random.next,
    }),
    decisions: decisionsSeen(documents, names.control, names.credential, { ttlMs: 60_000, now, newId }),
    thanx: {
      connect: () => connectToThanx('https://thanx.example', { timeoutMs: partnerTimeoutMs, now }),
      connectToLoyalty: () => connectToLoyalty('https://loyalty.thanx.example', { timeoutMs: partnerTimeoutMs, now }),
      ...thanxCalls,
    },
    userTokens: userTokensInMemory(now),
    credential: {
      get: () => credential.get(names.credential),
      refresh: () => credential.refresh(names.credential),
    },
    fixedTokens: {
      get: async () => undefined,
      refresh: async () => undefined,
    },
    shopSecretsControl: shopSecretsControl(documents, names.control, names.credential, newId),
    merchantKeys: { get: (shop) => merchantKeys.get(shop), refresh: (shop) => merchantKeys.refresh(shop) },
    cardKeys: { get: async () => undefined, refresh: async () => undefined },
    sendDeadLetter: deadLetters(sqs, names.loyaltyDlq),
    sleep,
    newId,
    credentialName: names.credential,
  };
}
