import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Process {
  pid: number;
  parent: number;
  memoryMb: number;
  command: string;
}

const run = promisify(execFile);

async function processes(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, rss, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), memoryMb: Number(rss) / 1024, command }];
  });
}

/** A process and its descendants, except those that have lost their parent. */
export async function processTree(root: number): Promise<Process[]> {
  const all = await processes();
  const children = Map.groupBy(all, ({ parent }) => parent);
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Those of these processes that still run a function. Other processes may have their IDs by now. */
export async function stillFunctions(pids: ReadonlySet<number>): Promise<number[]> {
  const all = await processes();
  return all.filter(({ pid, command }) => pids.has(pid) && command.includes('aws-lambda-ric')).map(({ pid }) => pid);
}

/** Sends a signal. Returns false if the process has ended. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
