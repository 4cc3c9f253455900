import type { FunctionModel, TableModel } from '../template/model.ts';
import { accessOf } from './access.ts';
import { isAllowed, type Access } from './policy.ts';
import type { IamAccount, AwsCall } from './aws-call.ts';
import type { Denial } from './denials.ts';

/** Says why a call may not pass; `undefined` lets it pass. `authorization` is the request's header. */
export type Guard = (call: AwsCall, authorization: string | undefined) => Denial | undefined;

/** Each function signs with an access key id of its own, by which its role is known. */
export const accessKeyIdOf = (functionName: string): string => `local-${functionName}`;

/** Where it is not `UnrecognizedClient`. */
const unknownCaller: Partial<Record<AwsCall['service'], string>> = {
  s3: 'InvalidAccessKeyId',
  sqs: 'InvalidClientTokenId',
};

export interface GuardOptions extends Omit<IamAccount, 'partitionKey'> {
  functions: readonly Pick<FunctionModel, 'name' | 'role'>[];
  tables: readonly Pick<TableModel, 'name' | 'keySchema'>[];
  /** Is told of every call that was denied. */
  onDenied: (functionName: string, fields: Record<string, string>) => void;
}

/** IAM, as far as the functions meet it: what a function's role does not allow is denied. Signatures are not checked. */
export function iamGuard({ functions, tables, onDenied, ...account }: GuardOptions): Guard {
  const byKey = new Map(functions.map((model) => [accessKeyIdOf(model.name), model]));
  const partitionKeys = new Map(
    tables.map(({ name, keySchema }) => [name, keySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName]),
  );
  const known = { ...account, partitionKey: (table: string) => partitionKeys.get(table) };

  return (call, authorization = '') => {
    const caller = byKey.get(/Credential=([^/,]+)\//.exec(authorization)?.[1] ?? '');
    if (!caller) {
      const message = 'The security token included in the request is invalid.';
      return { code: unknownCaller[call.service] ?? 'UnrecognizedClient', message };
    }
    const accesses = accessOf(call, known);
    if (!accesses) {
      const action = `${call.service}:${call.operation}`;
      onDenied(caller.name, { action, resource: call.path, reason: 'the local stack does not know this operation' });
      return { code: 'AccessDenied', message: `The local stack does not know ${action}: teach local/iam to judge it` };
    }
    const denied = accesses.find((access) => !isAllowed(caller.role.statements, access));
    if (!denied) return undefined;
    onDenied(caller.name, { action: denied.action, resource: denied.resource });
    return { code: 'AccessDenied', message: messageOf(denied, caller, account.accountId) };
  };
}

const messageOf = (
  { action, resource }: Access,
  { name, role }: Pick<FunctionModel, 'name' | 'role'>,
  account: string,
) =>
  `User: arn:aws:sts::${account}:assumed-role/${role.name}/${name} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
