import { CommanderError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean, nearest } from '../../lib/nearest.ts';
import type { FileProblem } from '../../lib/shops/file/parse-yaml.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';

/** Settings files that were refused, with all their problems. */
export class RefusedFiles extends Error {
  override readonly name = 'RefusedFiles';
  readonly problems: readonly FileProblem[];
  constructor(problems: readonly FileProblem[]) {
    super('refused');
    this.problems = problems;
  }
}

/** What a failed command prints. `exitCode`: 1 refused or failed, 2 wrong usage or unknown name. */
export interface Failure {
  exitCode: 1 | 2;
  code: string;
  message: string;
  /** The message, line by line. */
  lines: readonly string[];
  problems?: readonly FileProblem[];
}

/** Describes any error in a line or a few, with the next step and without a stack trace. */
export function describeFailure(error: unknown, stage: string): Failure {
  const failure = lineByLine(error, stage);
  return { ...failure, message: failure.lines.join('\n') };
}

function lineByLine(error: unknown, stage: string): Omit<Failure, 'message'> {
  if (error instanceof RefusedFiles) return { exitCode: 1, code: 'bad-settings', ...refusal(error.problems) };
  if (error instanceof ThankflowError) {
    const cause =
      (error.code === 'unavailable' || error.code === 'no-access') && error.cause instanceof Error
        ? awsMessage(error.cause, stage)
        : undefined;
    return {
      exitCode: error.code === 'usage' || error.code === 'not-found' ? 2 : 1,
      code: error.code,
      lines: cause === undefined ? error.lines : [cause],
    };
  }
  if (error instanceof CommanderError) {
    const said = choiceOfArgument(error.message).replace(
      /^error: (command-argument value .* is invalid for argument '.*?'\. )?/s,
      '',
    );
    const lines = [...withNearNames(said).split('\n'), 'See --help.'];
    return { exitCode: 2, code: 'usage', lines };
  }
  if (error instanceof LocalError) return { exitCode: 1, code: 'unavailable', lines: [error.message] };
  if (!(error instanceof Error)) return { exitCode: 1, code: 'unexpected', lines: [String(error)] };
  const message = awsMessage(error, stage);
  if (message !== undefined) return { exitCode: 1, code: 'unavailable', lines: [message] };
  return { exitCode: 1, code: 'unexpected', lines: [`unexpected error: ${error.name}: ${error.message}`] };
}

/** Commander has different messages for an invalid choice of an argument and of an option. */
const choiceOfArgument = (message: string): string =>
  message.replace(
    /^error: command-argument value ('.*?') is invalid for argument '.*?'\. (?=Allowed choices)/s,
    '$1 is invalid. ',
  );

/** Adds a similar name to Commander's messages if there is one, also for choices. */
function withNearNames(message: string): string {
  const [, typed = ''] = /'([^']+)'/.exec(message.replace(/^option '.*?' argument /, '')) ?? [];
  return message
    .replace(/\n\(Did you mean (?:one of )?(.+)\?\)$/, (_, names: string) => {
      const near = nearest(typed, names.split(', '));
      return near === undefined ? '' : `\n(Did you mean ${near}?)`;
    })
    .replace(/ is invalid\. Allowed choices are (.+)\.$/, (_, names: string) => {
      return ` is unknown${didYouMean(typed, names.split(', '))}; choose from ${names}`;
    });
}

function refusal(problems: readonly FileProblem[]) {
  const lines = problems.map(({ file, line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
  const files = new Set(problems.map(({ file }) => file));
  const which = files.size === 1 ? 'the settings were' : `the settings in ${files.size} files were`;
  return { problems, lines: [`${which} refused, and nothing was done:`, ...lines] };
}

const errorCode = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** Explains the AWS SDK's errors that aren't bugs, by name. */
function awsMessage(error: Error, stage: string): string | undefined {
  const logIn = 'Log in again (aws sso login, or AWS_PROFILE of the right account), and try again.';
  if (/ECONNREFUSED|ECONNRESET/.test(errorCode(error)) && stage === 'local') {
    return "the local stack doesn't answer, although its endpoints.json exists. Start it again: npm start";
  }
  if (
    /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN)$/.test(errorCode(error)) ||
    error.name === 'TimeoutError'
  ) {
    return `can't reach AWS (${errorCode(error) || error.name}). Check the network and the region.`;
  }
  if (/Region is missing|Region not accepted/i.test(error.message)) {
    return `no AWS region is set for stage ${stage}: set AWS_REGION or AWS_PROFILE.`;
  }
  if (error.name === 'ValidationException' && /specified index/i.test(error.message)) {
    return `stage ${stage} doesn't have the index that this command needs yet. Deploy it: npm run deploy -- -c stage=${stage}`;
  }
  switch (error.name) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return `this shell has no AWS credentials for stage ${stage}. ${logIn}`;
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'RequestExpired':
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
    case 'InvalidClientTokenId':
      return `AWS refuses this shell's credentials: they are wrong or have expired. ${logIn}`;
    case 'AccessDeniedException':
    case 'AccessDenied':
    // SNS
    case 'AuthorizationErrorException':
      return `this shell's AWS role isn't allowed to do this on stage ${stage}. Check AWS_PROFILE, or ask for the right role.`;
    case 'ResourceNotFoundException':
      return `stage ${stage} is not deployed in this AWS account and region: its table doesn't exist. Check AWS_PROFILE and AWS_REGION.`;
    case 'QueueDoesNotExist':
    case 'AWS.SimpleQueueService.NonExistentQueue':
      return `stage ${stage} is not deployed in this AWS account and region: its queue doesn't exist. Check AWS_PROFILE and AWS_REGION.`;
    case 'NoSuchBucket':
      return `stage ${stage} has no quarantine bucket in this AWS account and region. Check AWS_PROFILE and AWS_REGION.`;
    case 'OverLimit':
      return 'SQS hides at most 120,000 messages of a queue, and this queue has reached that limit because another command is running or was killed. Try again in an hour.';
    case 'LimitExceededException':
      return 'this AWS account has reached its limit of CloudWatch Logs queries. Try again in a minute.';
    case 'ThrottlingException':
    case 'RequestThrottled':
    case 'ProvisionedThroughputExceededException':
      return `AWS is throttling requests of stage ${stage}. Try again, or slow a replay down with --rate.`;
    default:
      return undefined;
  }
}
