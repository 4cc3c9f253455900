import { describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import type { Finding } from '../../../ops/connection/finding.ts';
import { accountFindings } from '../../../ops/doctor/account.ts';
import { alarmAddressFindings } from '../../../ops/doctor/alarm-address.ts';
import { bootstrapFindings } from '../../../ops/doctor/bootstrap.ts';
import { concurrencyFindings } from '../../../ops/doctor/concurrency.ts';
import { stackFindings } from '../../../ops/doctor/stacks.ts';

/** `wrong bootstrap-old`. */
const said = (findings: readonly Finding[]): string[] => findings.map(({ state, code }) => `${state} ${code}`);
const todo = (findings: readonly Finding[]): string[] => findings.flatMap((finding) => finding.todo);

describe('account and region', () => {
  const here = { account: '111122223333', region: 'eu-central-1' };

  it('are right if the stage names them', () => {
    expect(said(accountFindings({ ...stages.prod, ...here }, here))).toEqual(['ok account']);
  });

  it('should be named by a stage that spends real money', () => {
    const findings = accountFindings({ ...stages.prod, account: here.account }, here);
    expect(said(findings)).toEqual(['warning account-open']);
    expect(todo(findings)).toEqual(["In infra/stages.ts, stage prod: region: 'eu-central-1'"]);
    expect(said(accountFindings(stages.dev, here))).toEqual(['ok account']);
  });
});

it.each([
  [6, true, 'ok bootstrap'],
  [31, false, 'ok bootstrap'],
  [5, true, 'wrong bootstrap-old'],
  [undefined, false, 'wrong bootstrap-none'],
  // It was bootstrapped with another --toolkit-stack-name.
  [undefined, true, 'unknown bootstrap-unknown'],
])('bootstrap version %s, deployed before: %s → %s', (found, wasDeployed, finding) => {
  expect(said(bootstrapFindings({ found, needed: 6, wasDeployed, stage: 'dev' }))).toEqual([finding]);
});

describe('the stacks', () => {
  const states = (data: string | undefined, app: string | undefined, isAfter = false) =>
    stackFindings(
      {
        data: data === undefined ? undefined : { name: 'thankflow-prod-data', status: data, outputs: {} },
        app: app === undefined ? undefined : { name: 'thankflow-prod-app', status: app, outputs: {} },
      },
      { stage: stages.prod, isAfter },
    );

  it.each([
    ['UPDATE_COMPLETE', 'CREATE_COMPLETE', ['ok stacks']],
    ['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', ['wrong stacks-busy']],
    ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED', ['wrong stacks-stuck']],
    ['UPDATE_COMPLETE', 'DELETE_FAILED', ['wrong stacks-failed']],
    ['ROLLBACK_COMPLETE', undefined, ['warning stacks-first-failed']],
    ['UPDATE_COMPLETE', undefined, ['warning stacks-half']],
    [undefined, undefined, ['skipped stacks-none']],
  ])('%s and %s', (data, app, findings) => {
    expect(said(states(data, app))).toEqual(findings);
  });

  it('that were rolled back are wrong only after a deployment', () => {
    expect(said(states('UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'))).toEqual(['warning stacks-rolled-back']);
    expect(said(states('UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', true))).toEqual(['wrong stacks-rolled-back']);
    expect(said(states(undefined, undefined, true))).toEqual(['wrong stacks-none']);
  });

  it('lifts the protection only of a data stack that was never complete', () => {
    const lifts = (findings: readonly Finding[]) =>
      todo(findings).filter((step) => step.includes('termination-protection'));
    expect(lifts(states('ROLLBACK_COMPLETE', undefined))).toHaveLength(1);
    expect(lifts(states('UPDATE_COMPLETE', 'ROLLBACK_COMPLETE'))).toEqual([]);
    expect(lifts(states('UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'))).toEqual([]);
  });
});

describe('concurrency', () => {
  const facts = { region: 'eu-central-1', limit: 1000, unreserved: 1000, reservedNow: 0, needed: 85 };

  it.each([
    ['a usual account', {}, 'ok concurrency'],
    ['just enough', { limit: 185, unreserved: 185 }, 'ok concurrency'],
    ['one too few', { limit: 184, unreserved: 184 }, 'wrong concurrency-short'],
    ['what the stage has itself is free again', { limit: 185, unreserved: 100, reservedNow: 85 }, 'ok concurrency'],
    ['what others have is not', { limit: 185, unreserved: 100 }, 'wrong concurrency-short'],
    ['a stage that reserves none', { limit: 10, unreserved: 10, needed: 0 }, 'warning concurrency-unreserved'],
  ])('%s', (_, changes, finding) => {
    expect(said(concurrencyFindings({ ...facts, ...changes }))).toEqual([finding]);
  });

  it('asks for as much as is enough', () => {
    const short = concurrencyFindings({ ...facts, limit: 10, unreserved: 10 });
    expect(todo(short).join()).toContain('--desired-value 185 --region eu-central-1');
    const second = concurrencyFindings({ ...facts, limit: 185, unreserved: 100 });
    expect(todo(second).join()).toContain('--desired-value 270 ');
  });
});

describe('the alarm address', () => {
  const good = { confirmed: 1, pending: 0 };
  const pending = { confirmed: 0, pending: 1 };

  it.each([
    ['prod', undefined, 'warning alarm-address-none'],
    ['prod', { alarms: good, notices: good }, 'ok alarm-address'],
    ['prod', { alarms: pending, notices: good }, 'wrong alarm-address-alarms'],
    ['prod', { alarms: good, notices: pending }, 'warning alarm-address-notices'],
    ['dev', { alarms: pending, notices: good }, 'warning alarm-address-alarms'],
    ['dev', { alarms: good, notices: { problem: 'no access' } }, 'unknown alarm-address-notices'],
  ] as const)('of %s: %j → %s', (stage, mail, finding) => {
    const findings = alarmAddressFindings(stages[stage], mail);
    expect(said(findings)).toEqual([finding]);
    expect(findings[0]?.means).toMatch(/^[A-Z]/);
  });

  it('is announced before the first deployment', () => {
    const findings = alarmAddressFindings({ ...stages.prod, alarmEmail: 'ops@example.com' }, undefined);
    expect(said(findings)).toEqual(['ok alarm-address']);
    expect(findings[0]?.means).toContain('ops@example.com');
  });
});
