import { describe, expect, it } from 'vitest';
import { whyNotCalled } from '../../../../lib/notify/webhook/may-call.ts';

const deployed = { allowLoopback: false, runtimeApi: '127.0.0.1:9001' };
const local = { allowLoopback: true, runtimeApi: '127.0.0.1:34567' };
const why = (address: string, url: string, rules = deployed) => whyNotCalled(address, new URL(url), rules);

describe('whyNotCalled', () => {
  it('lets a public address be called by https only', () => {
    expect(why('1.1.1.1', 'https://shop.example/')).toBeUndefined();
    expect(why('1.1.1.1', 'http://shop.example/')).toBe('1.1.1.1 (public)');
    expect(why('1.1.1.1', 'http://shop.example/', local)).toBe('1.1.1.1 (public)');
  });

  it('lets this computer be called on the local stage only, by http too', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1']) {
      expect(why(address, 'http://localhost:8080/', local)).toBeUndefined();
      expect(why(address, 'https://localhost/', local)).toBeUndefined();
      expect(why(address, 'http://localhost:8080/')).toBe(`${address} (loopback)`);
      expect(why(address, 'https://localhost/')).toBe(`${address} (loopback)`);
    }
  });

  it.each(['10.0.0.1', '169.254.169.254', 'fd00::1', '::ffff:127.0.0.1', '::7f00:1', '0.0.0.0', '::'])(
    'lets %s be called nowhere',
    (address) => {
      expect(why(address, 'https://shop.example/')).toContain(`${address} (`);
      expect(why(address, 'https://shop.example/', local)).toContain(`${address} (`);
    },
  );

  it.each(['http://127.0.0.1:9001/2018-06-01/runtime/', 'https://127.0.0.1:9001/', 'http://127.0.0.1:34567/'])(
    'never lets %s be called, because the Lambda runtime is there',
    (url) => {
      expect(why('127.0.0.1', url, local)).toContain('(Lambda runtime)');
      expect(why('127.0.0.2', url, local)).toContain('(Lambda runtime)');
      expect(why('::1', url, local)).toContain('(Lambda runtime)');
    },
  );

  it('knows the ports that URLs leave out', () => {
    const runtimeApi = '127.0.0.1:80';
    expect(why('127.0.0.1', 'http://localhost/', { ...local, runtimeApi })).toBe('127.0.0.1:80 (Lambda runtime)');
    expect(why('127.0.0.1', 'https://localhost/', { ...local, runtimeApi })).toBeUndefined();
  });

  it('protects port 9001 even if the runtime says nothing', () => {
    const outside = { allowLoopback: true, runtimeApi: undefined };
    expect(whyNotCalled('127.0.0.1', new URL('http://localhost:9001/'), outside)).toContain('(Lambda runtime)');
    expect(whyNotCalled('127.0.0.1', new URL('http://localhost:9002/'), outside)).toBeUndefined();
  });
});
