import { CommanderError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean, nearest } from '../../lib/nearest.ts';
import type { FileProblem } from '../../lib/shops/file/parse-yaml.ts';
import { LocalError } from '../../lib/local-stack/local-error.ts';

/** Files that were refused, with everything that is wrong with them. */
export class RefusedFiles extends Error {
  override readonly name = 'RefusedFiles';
  readonly problems: readonly FileProblem[];
  constructor(problems: readonly FileProblem[]) {
    super('refused');
    this.problems = problems;
  }
}

/** What a failed command says and how it ends: 1 refused or failed, 2 called wrongly, or what it names is not there. */
export interface Failure {
  exitCode: 1 | 2;
  code: string;
  message: string;
  /** The message, line by line. */
  lines: readonly string[];
  problems?: readonly FileProblem[];
}

/** Any error as one clear line and what to do, without a stack trace. */
export function failureOf(error: unknown, stage: string): Failure {
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
    const lines = [...withNearNames(said).split('\n'), '--help shows how it is called.'];
    return { exitCode: 2, code: 'usage', lines };
  }
  if (error instanceof LocalError) return { exitCode: 1, code: 'unavailable', lines: [error.message] };
  if (!(error instanceof Error)) return { exitCode: 1, code: 'unexpected', lines: [String(error)] };
  const message = awsMessage(error, stage);
  if (message !== undefined) return { exitCode: 1, code: 'unavailable', lines: [message] };
  return {
    exitCode: 1,
    code: 'unexpected',
    lines: [`something unexpected went wrong: ${error.name}: ${error.message}`],
  };
}

/** Commander words an invalid choice differently for arguments and for options. */
const choiceOfArgument = (message: string): string =>
  message.replace(
    /^error: command-argument value ('.*?') is invalid for argument '.*?'\. (?=Allowed choices)/s,
    '$1 is invalid. ',
  );

/** Commander's messages, with a suggestion where one is near: also among choices, and none of which half is different. */
function withNearNames(message: string): string {
  const [, typed = ''] = /'([^']+)'/.exec(message.replace(/^option '.*?' argument /, '')) ?? [];
  return message
    .replace(/\n\(Did you mean (?:one of )?(.+)\?\)$/, (_, names: string) => {
      const near = nearest(typed, names.split(', '));
      return near === undefined ? '' : `\n(Did you mean ${near}?)`;
    })
    .replace(/ is invalid\. Allowed choices are (.+)\.$/, (_, names: string) => {
      return ` is unknown${didYouMean(typed, names.split(', '))}; there are ${names}`;
    });
}

function refusal(problems: readonly FileProblem[]) {
  const lines = problems.map(({ file, line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
  const files = new Set(problems.map(({ file }) => file));
  const which = files.size === 1 ? 'the settings were' : `the settings in ${files.size} files were`;
  return { problems, lines: [`${which} refused, and nothing was done:`, ...lines] };
}

const errorCode = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** What the AWS SDK throws, by name: these are situations, not bugs. */
function awsMessage(error: Error, stage: string): string | undefined {
  const logIn = 'Log in again (aws sso login, or AWS_PROFILE of the right account) and repeat the command.';
  if (/ECONNREFUSED|ECONNRESET/.test(errorCode(error)) && stage === 'local') {
    return 'the local stack does not answer, although its endpoints.json is there. Start it again: npm start';
  }
  if (
    /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN)$/.test(errorCode(error)) ||
    error.name === 'TimeoutError'
  ) {
    return `AWS cannot be reached from here (${errorCode(error) || error.name}). Check the network and the region.`;
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
      return `there are no AWS credentials for stage ${stage} in this shell. ${logIn}`;
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'RequestExpired':
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
    case 'InvalidClientTokenId':
      return `AWS does not accept the credentials of this shell: they have expired or are wrong. ${logIn}`;
    case 'AccessDeniedException':
    case 'AccessDenied':
    // SNS
    case 'AuthorizationErrorException':
      return `the AWS role of this shell may not do this on stage ${stage}. Ask for a role that may, or check AWS_PROFILE.`;
    case 'ResourceNotFoundException':
      return `stage ${stage} is not deployed in this AWS account and region: its table does not exist. Check AWS_PROFILE and AWS_REGION.`;
    case 'QueueDoesNotExist':
    case 'AWS.SimpleQueueService.NonExistentQueue':
      return `stage ${stage} is not deployed in this AWS account and region: its queue does not exist. Check AWS_PROFILE and AWS_REGION.`;
    case 'NoSuchBucket':
      return `stage ${stage} has no quarantine bucket in this AWS account and region. Check AWS_PROFILE and AWS_REGION.`;
    case 'OverLimit':
      return 'SQS hides 120,000 messages of a queue at most, and this queue has reached that limit: another command is running, or was killed. Repeat this in an hour at the latest.';
    case 'LimitExceededException':
      return 'CloudWatch Logs already runs as many queries as this AWS account may. Repeat the command in a minute.';
    case 'ThrottlingException':
    case 'RequestThrottled':
    case 'ProvisionedThroughputExceededException':
      return `AWS is throttling requests of stage ${stage}. Repeat the command; --rate slows a replay down.`;
    default:
      return undefined;
  }
}
