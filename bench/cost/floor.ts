import { nothingUsed, plus, requestsPerMessage, type Usage } from './bill.ts';
import { waitsMs } from './counted-stage.ts';
import type { Settings } from './usage.ts';

/** A line of a log for each invocation, in bytes. */
const lineBytes = 400;

/**
 * What an order writes at least: its row before the ThankU is asked for, and once more with the answer, each with its entry in the due index; its
 * entry in the index by shop; and its personal data, which is written once and deleted once.
 */
const orderWrites = 2 * 2 + 1 + 2;

/** A receipt's row: made, marked before it's sent, and written with the answer, each with its entry in the due index. */
const receiptWrites = 3 * 2;

/**
 * The least that an order uses in any design with the same services and the same promises: a webhook is queued, a worker writes, asks the
 * partner and writes. Nothing is read, no processor is used, and every cache is warm.
 */
export function floorOf({ memoryGb, batchSize }: Settings, isLoyal: boolean, isFull: boolean): Usage {
  const worker = (name: 'thank-customer' | 'submit-to-thanx', partnerCalls: number, writeUnits: number): Usage => {
    const batch = isFull ? batchSize[name] : 1;
    const waitedMs = partnerCalls * waitsMs.partner + 2 * waitsMs.aws;
    return {
      ...nothingUsed,
      invocations: 1 / batch,
      gbSeconds: (waitedMs / 1000 / batch) * memoryGb[name],
      sqsRequests: requestsPerMessage(batch),
      writeUnits,
      logLines: 1 / batch,
      logBytes: lineBytes / batch,
    };
  };
  const webhook = {
    ...nothingUsed,
    apiRequests: 1,
    invocations: 1,
    gbSeconds: (waitsMs.aws / 1000) * memoryGb.ingest,
    events: 1,
    logLines: 1,
    logBytes: lineBytes,
  };
  const thanku = worker('thank-customer', 1, orderWrites);
  // A receipt takes two calls: the customer's token, and the receipt.
  return [webhook, thanku, ...(isLoyal ? [worker('submit-to-thanx', 2, receiptWrites)] : [])].reduce(plus);
}
