import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { customerHashes } from '../lib/store/customer-hashes.ts';
import { sender } from './aws/calls.ts';
import { refusingEntries } from './aws/refused-entries.ts';
import { rowOfCommand } from './aws/command-row.ts';
import { dynamoDbModel } from './aws/dynamodb.ts';
import { secretsModel } from './aws/secrets.ts';
import { sqsModel } from './aws/sqs.ts';
import { tablesOf } from './aws/tables.ts';
import { drawFaults, faultNames, noFaults, type FaultName, type Faults } from './faults.ts';
import { stageFunctions } from './functions.ts';
import { housekeeper } from './housekeeper.ts';
import { reconciler } from './reconciler.ts';
import { Kernel } from './kernel/kernel.ts';
import { randomFrom } from './kernel/random.ts';
import { outages as outagesOf } from './outages.ts';
import { network, type Departure } from './partners/network.ts';
import { platformModel } from './partners/platform.ts';
import { shopSystems } from './partners/systems/systems.ts';
import { thanku } from './partners/thanku.ts';
import { thanx } from './partners/thanx.ts';
import { secretNamed, type PublishedEvent, type Secrets, type Surroundings } from './ports/surroundings.ts';
import { stageState } from './stage-state.ts';
import { watchAsks } from './watched-asks.ts';
import { watchFlood } from './watched-flood.ts';
import { watchEnds } from './watched-ends.ts';
import { watchLetters } from './watched-letters.ts';
import { pidsIn, watchMessages } from './watched-messages.ts';
import { watchOrders, type Write } from './watched-orders.ts';
import { watchReceipts } from './watched-receipts.ts';
import { watchReconciliation } from './watched-reconciliation.ts';
import { loyaltyRow, watchThanx } from './watched-thanx.ts';
import { clients, names, stageQueues, startMs, thanxCredential, walletToken, webhookSecret } from './stage.ts';

const nothingWritten: Write = { before: undefined, row: {} };

type Trace = (line: string) => void;
export type World = ReturnType<typeof startWorld>;

/**
 * A stage of thankflow in one process: its real code, on models of AWS and of its partners.
 * @param isFair whether the queues prefer quiet groups, as AWS documents it. Otherwise, messages come in any order
 */
export function startWorld(seed: number, without: readonly FaultName[], isFair: boolean, trace?: Trace) {
  const random = randomFrom(seed);
  const kernel = new Kernel({ random, startMs, trace });
  let faults: Faults = drawFaults(random);
  for (const name of without) faults[name] = 0;
  const drawnFaults = faultNames.filter((name) => faults[name] > 0);
  const outages = outagesOf(() => faults);
  const faultsNow = () => faults;
  /** Grows with whatever the invariants look at. */
  let changes = 0;
  /** How many changes there were with the last write: only then it was the last of all. */
  let writtenAt = -1;
  let writtenMs = 0;
  const nowMs = () => kernel.nowMs;
  const orders = watchOrders(nowMs);
  const asks = watchAsks(nowMs, (shop) => orders.circuits.get(shop)?.since);
  const messages = watchMessages(nowMs);
  const watchedThanx = watchThanx(nowMs);
  const isStale = () => random.chance(faults.stale);
  let ids = 0;
  const newId = () => `id-${++ids}`;

  const table = dynamoDbModel({
    tables: tablesOf('sim'),
    now: () => kernel.nowMs,
    isStale,
    indexLagMs: () => (random.chance(0.8) ? 0 : random.below(2000)),
  });
  const letters = watchLetters(nowMs, table);
  const shopPlatform = platformModel(kernel, faultsNow);
  const systems = shopSystems(kernel, faultsNow);
  const reconciliation = watchReconciliation(nowMs, table, shopPlatform);
  const queues = sqsModel({
    queues: stageQueues,
    now: () => kernel.nowMs,
    random: random.next,
    newId,
    isFair: () => isFair,
  });
  const onSqs = (command: object) => {
    changes += 1;
    return letters.executed(command, messages.executed(command, flood.executed(command, queues.execute(command))));
  };
  const aws = clients({
    dynamoDb: sender(kernel, outages.faultsOf('DynamoDB'), (command) => {
      if (command instanceof GetCommand || command instanceof QueryCommand) return table.execute(command);
      changes += 1;
      const about = rowOfCommand(command);
      const before = about && table.get(about.table, about.key);
      const answer = table.execute(command);
      if (command instanceof PutCommand) {
        const { Item = {} } = command.input;
        orders.written(Item, before);
        watchedThanx.written(Item, before);
        reconciliation.written(Item, before);
        writtenAt = changesNow();
        writtenMs = nowMs();
      }
      if (command instanceof DeleteCommand && about !== undefined && before !== undefined)
        watchedThanx.deleted(about.key, loyaltyRow(table, about.key.pk));
      return answer;
    }),
    sqs: sender(kernel, outages.faultsOf('SQS'), refusingEntries(random, faultsNow, onSqs)),
  });
  /** The pids that a partner refuses. */
  const refusedBy = { ThankU: new Set<string>(), Thanx: new Set<string>() };
  const wallet = thanku(kernel, outages.faultsOf('ThankU'), walletToken, refusedBy.ThankU);
  let acceptedToken = thanxCredential.accessToken;
  const programme = thanx(kernel, outages.faultsOf('Thanx'), () => acceptedToken, refusedBy.Thanx);
  const flood = watchFlood({ thanked: () => wallet.arrivals, calls: () => programme.arrivals.length });
  const secrets: Secrets = { token: walletToken, credential: thanxCredential, webhook: { current: webhookSecret } };
  const departures: Departure[] = [];
  /** Orders whose worker died while it had a message about them. */
  const diedWith = new Set<string>();
  let failedMessages = 0;
  const customers = customerHashes(async () => ({ key: 'k'.repeat(43), older: [] }));
  const events: PublishedEvent[] = [];
  const surroundings = {
    kernel,
    aws,
    newId,
    customers,
    connectToThanku: network(kernel, outages.faultsOf('ThankU'), 'ThankU', wallet.partner),
    connectToThanx: network(kernel, outages.faultsOf('Thanx'), 'Thanx', programme.partner, departures),
    connectToLoyalty: network(kernel, outages.faultsOf('Thanx', 'Loyalty'), 'Thanx', programme.partner, departures),
    limits: programme.limits,
    readSecret: secretsModel(kernel, outages.faultsOf('Secrets Manager'), (name) => secretNamed(secrets, name)),
    isElsewhereEmpty: () => [names.ordersDlq, names.loyaltyDlq].every((url) => queues.waiting(url).length === 0),
    publish: (event) => void events.push({ ...event, atMs: kernel.nowMs }),
    erasures: [],
  } satisfies Surroundings;

  const said = (message: string) => {
    if (message === 'a message failed and comes back') failedMessages += 1;
  };
  const died = (bodies: readonly string[]) => {
    for (const pid of bodies.flatMap(pidsIn)) diedWith.add(pid);
  };
  const receipts = watchReceipts(nowMs);
  const ends = watchEnds({ nowMs, table, queues, orders, asks });
  const crashing = { share: 0 };
  const isOut = () => outages.isOut('Lambda');
  const watched = { ends, receipts, asks, systems };
  const functions = stageFunctions({
    ...watched,
    surroundings,
    faults: faultsNow,
    queues,
    crashing,
    isOut,
    said,
    died,
  });

  const lists = [departures, wallet.arrivals, programme.arrivals, programme.receipts];
  const changesNow = () =>
    lists.reduce((sum, { length }) => sum + length, changes + failedMessages + asks.changes() + systems.changes());

  return {
    ...surroundings,
    table,
    queues,
    wallet,
    programme,
    refusedBy,
    stage: stageState(),
    /** Shops of whose file every order was imported. */
    importedShops: new Set<string>(),
    crashing,
    events,
    random,
    functions,
    reversedSinceMs: orders.reversedSinceMs,
    thanx: watchedThanx,
    /** From now on Thanx takes this access token. */
    thanxAccepts: (accessToken: string) => void (acceptedToken = accessToken),
    departures,
    diedWith,
    failedMessages: () => failedMessages,
    secrets,
    /** What the shops’ platform signs with. */
    platform: { secret: webhookSecret },
    outages,
    without,
    ...watched,
    orders: {
      ...orders,
      lastWrite: () => (writtenAt === changesNow() && writtenMs === nowMs() ? orders.lastWrite() : nothingWritten),
    },
    messages,
    letters,
    flood,
    reconciliation,
    shopPlatform,
    changes: changesNow,
    drawnFaults,
    faults: faultsNow,
    heal(): void {
      faults = noFaults;
      outages.endAll();
    },
    housekeeper: housekeeper(kernel, faultsNow, table, surroundings),
    reconciler: reconciler({
      kernel,
      faults: faultsNow,
      isOut,
      table,
      surroundings,
      platform: shopPlatform,
      watched: reconciliation,
    }),
  };
}
