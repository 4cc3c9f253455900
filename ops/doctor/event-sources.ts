import { DescribeEventSourceCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ok, wrong, type Finding } from '../connection/finding.ts';
import type { Check } from './check.ts';

/** The partner event sources from which the stage takes Shopify's webhooks. A stage that takes none has no finding. */
export const eventSourcesCheck: Check = {
  code: 'event-sources',
  async findings({ stage, deployment }) {
    const sources = Object.keys(stage.shopifyEvents);
    if (deployment === undefined || sources.length === 0) return [];
    const events = await deployment.eventBridge();
    return await Promise.all(sources.map(async (source) => eventSourceFinding(source, await stateOf(events, source))));
  },
};

/** @returns `undefined` if the account and region have no source of this name */
async function stateOf(events: EventBridgeClient, Name: string): Promise<string | undefined> {
  try {
    return (await events.send(new DescribeEventSourceCommand({ Name }))).State;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventSource.html */
export function eventSourceFinding(source: string, state: string | undefined): Finding {
  const guide = 'docs/platforms/shopify.md, “As events of EventBridge”';
  switch (state) {
    case 'ACTIVE':
      return ok('event-sources', `The event source ${source} is active.`);
    case 'PENDING':
      return wrong(
        'event-sources-pending',
        `The event source ${source} has no bus, or its bus is deactivated: AWS drops its events, and its rule can’t be deployed.`,
        `aws events create-event-bus --name ${source} --event-source-name ${source}`,
      );
    case 'DELETED':
      return wrong(
        'event-sources-deleted',
        `The event source ${source} was deleted at Shopify: no event of it arrives any more.`,
        `Create it again: ${guide}`,
      );
    default:
      return wrong(
        'event-sources-none',
        `There is no event source ${source} in this account and region: its rule can’t be deployed.`,
        `Create it in the app’s settings at Shopify: ${guide}`,
      );
  }
}
