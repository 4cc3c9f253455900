import { logLineBytes, prices } from './prices.ts';

/** What one order, or one month, uses of AWS. */
export interface Usage {
  apiRequests: number;
  invocations: number;
  gbSeconds: number;
  sqsRequests: number;
  readUnits: number;
  writeUnits: number;
  events: number;
  secretCalls: number;
  logLines: number;
  logBytes: number;
}

export const nothingUsed: Usage = {
  apiRequests: 0,
  invocations: 0,
  gbSeconds: 0,
  sqsRequests: 0,
  readUnits: 0,
  writeUnits: 0,
  events: 0,
  secretCalls: 0,
  logLines: 0,
  logBytes: 0,
};

/** The dollars of each component of a bill. */
export type Bill = Record<
  'API Gateway' | 'Lambda requests' | 'Lambda time' | 'SQS' | 'DynamoDB' | 'EventBridge' | 'Secrets Manager' | 'Logs',
  number
>;

export const billOf = (usage: Usage): Bill => ({
  'API Gateway': usage.apiRequests * prices.apiRequest,
  'Lambda requests': usage.invocations * prices.lambdaRequest,
  'Lambda time': usage.gbSeconds * prices.lambdaGbSecond,
  // Every message of a queue that Lambda reads has its shop as group ID.
  SQS: usage.sqsRequests * (prices.sqsRequest + prices.sqsFairSurcharge),
  DynamoDB: usage.readUnits * prices.readUnit + usage.writeUnits * prices.writeUnit,
  EventBridge: usage.events * prices.event,
  'Secrets Manager': usage.secretCalls * prices.secretCall,
  Logs: ((usage.logBytes + usage.logLines * logLineBytes) / 1e9) * prices.logGb,
});

export const sumOf = (bill: Bill): number => Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);

export const plus = (one: Usage, other: Usage): Usage => ({
  apiRequests: one.apiRequests + other.apiRequests,
  invocations: one.invocations + other.invocations,
  gbSeconds: one.gbSeconds + other.gbSeconds,
  sqsRequests: one.sqsRequests + other.sqsRequests,
  readUnits: one.readUnits + other.readUnits,
  writeUnits: one.writeUnits + other.writeUnits,
  events: one.events + other.events,
  secretCalls: one.secretCalls + other.secretCalls,
  logLines: one.logLines + other.logLines,
  logBytes: one.logBytes + other.logBytes,
});

export const times = (usage: Usage, count: number): Usage => ({
  apiRequests: usage.apiRequests * count,
  invocations: usage.invocations * count,
  gbSeconds: usage.gbSeconds * count,
  sqsRequests: usage.sqsRequests * count,
  readUnits: usage.readUnits * count,
  writeUnits: usage.writeUnits * count,
  events: usage.events * count,
  secretCalls: usage.secretCalls * count,
  logLines: usage.logLines * count,
  logBytes: usage.logBytes * count,
});

/** What a message in a queue that Lambda reads costs in requests: it is sent, and received and deleted with its batch. */
export const requestsPerMessage = (batchSize: number): number => 1 + 2 / batchSize;
