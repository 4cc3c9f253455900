import { retryDelaySeconds } from '../../../lib/queue/backoff.ts';
import type { StageAws } from '../../stage/aws.ts';
import { thanxPorts } from '../ports.ts';
import { Certifying, runFlows, type FlowResult, type Subject } from './flows/flow.ts';
import { flowsOf } from './flows/flows.ts';
import { knownSecrets } from './known-secrets.ts';
import { recorder } from './recorder.ts';
import type { RecordedCall } from './recording.ts';
import { redactor } from './redact.ts';

/** Runs the flows against the stage's sandbox. The recording has no secrets and no personal data. */
export async function runCertification(
  aws: StageAws,
  subject: Subject,
  { see, warn }: { see: (result: FlowResult) => void; warn: (text: string) => void },
): Promise<{ flows: FlowResult[]; recording: RecordedCall[] }> {
  const { stage, thanxUrl, thanxLoyaltyUrl } = aws;
  const { connectTo, ...calls } = thanxPorts({ stage, aws, credential: subject.thanx.credential }, warn);
  const record = recorder(calls.now);
  const on = new Certifying(subject, {
    calls,
    connect: (to) => connectTo(to === 'loyalty' ? thanxLoyaltyUrl : thanxUrl),
    recorder: record,
    retryDelayMs: (attempts) => retryDelaySeconds(attempts, stage.retryBaseSeconds, Math.random()) * 1000,
    runId: Date.now().toString(36),
  });
  const flows = await runFlows(flowsOf(subject.thanx), on, see);
  return { flows, recording: record.calls.map(redactor(knownSecrets(subject))) };
}
