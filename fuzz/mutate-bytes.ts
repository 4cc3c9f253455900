import type { Random } from '../sim/kernel/random.ts';

type Mutation = (body: Buffer, random: Random) => Buffer;

/** Bytes that aren't UTF-8, or that change how a text is read. */
const oddBytes = 'ff c080 eda080 f4908080 e282 00 efbbbf 0a 5c 22 7d'.split(' ').map((hex) => Buffer.from(hex, 'hex'));

const otherBodies = ['', ' ', 'null', 'true', '0', '""', '[]', '{}', '{"id":1}', 'webhook_id=12', 'a=1&b=2', '<xml/>'];

/** Changes the body as text. Bytes that aren't UTF-8 become U+FFFD. */
const ofText =
  (change: (text: string, random: Random) => string): Mutation =>
  (body, random) =>
    Buffer.from(change(body.toString(), random));

const mutations: readonly Mutation[] = [
  function truncate(body, random) {
    return body.subarray(0, random.below(body.length + 1));
  },
  function insertOdd(body, random) {
    const at = random.below(body.length + 1);
    return Buffer.concat([body.subarray(0, at), random.pick(oddBytes), body.subarray(at)]);
  },
  function changeByte(body, random) {
    const changed = Buffer.from(body);
    if (changed.length > 0) changed.writeUInt8(random.below(256), random.below(changed.length));
    return changed;
  },
  function cutOut(body, random) {
    const at = random.below(body.length + 1);
    return Buffer.concat([body.subarray(0, at), body.subarray(at + random.below(40))]);
  },
  function repeatPart(body, random) {
    const at = random.below(body.length + 1);
    return Buffer.concat([body.subarray(0, at), body.subarray(Math.max(0, at - random.below(80)))]);
  },
  function replaceAll(_, random) {
    return Buffer.from(random.pick(otherBodies));
  },
  function withMark(body) {
    return Buffer.concat([Buffer.from('\ufeff'), body]);
  },
  function asUtf16(body) {
    return Buffer.from(body.toString(), 'utf16le');
  },
  function asLatin1(body) {
    return Buffer.from(body.toString(), 'latin1');
  },
  ofText(function escapeSome(text, random) {
    const step = 1 + random.below(8);
    return text.replaceAll(/[\w.]/g, (char, at: number) =>
      at % step === 0 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
    );
  }),
  ofText(function changeDigit(text, random) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at).replace(/\d/, String(random.below(10)));
  }),
  ofText(function addBlanks(text, random) {
    return text.replaceAll(/[,:]/g, `$&${random.pick([' ', '\n', '\t\r\n', '\u00a0'])}`);
  }),
  ofText(function addMore(text, random) {
    return text + random.pick(['\n', ' {}', ',', ']', '\u0000', text]);
  }),
];

/** Returns a changed copy. */
export const mutateBytes = (body: Buffer, random: Random): Buffer => random.pick(mutations)(body, random);
