import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, plainName, plainText } from '../../../../../lib/order/thanku/message/plain-text.ts';

const name = (text: string) => plainName(text, 60);
const title = (text: string) => plainText(text, 120);

/** Many short cases on few lines. */
const each = (...lines: string[]): string[] => lines.flatMap((line) => line.split(' | '));

describe('a name', () => {
  it.each(
    each(
      // Dots, hyphens, apostrophes and digits of names.
      'J.R.R. | J.R.R.Tolkien | St.John | ST.JOHN | Dr.Who | Dr.Li | Prof.Dr.Meyer | Mª.Carmen | St.Étienne | Jean-Luc',
      "J.-P. Martin | J.-P.Martin | O'Neil | D’Arcy | Anna 2 | Anna. | Mr. T | Mr.T | Ph.D | R2D2 | van der Berg, jr.",
      'Md.Rahim | MD.RAHIM | Muh.Ali | Abd.Rahman | Sh.Ahmed | Fco.Javier | Mgr.Novák | Bc.Novák | Drs.Jansen',
      'J. Page | Dr. Page | dr. page | Kim. | Dorothy (Dot) Smith | Kim Dot Com | Somchai (At) Suk | Kim @ Work | Kim (.) Li',
      'Gal·la | Marcel·lí | John·Company | ジョン・スミス | محمد۔علی | Anna 12 & Ben 345 | Anna ½ ② ③',
      'Smith (Dr.Who) | A+B | Ann & Bob | Louis XIV | Anna… | Tom #1 | A: B | 123456',
      // Scripts of the world.
      'محمد | د.أحمد | می‌خواهم | علی‌رضا | נֹעַם | สมชาย | ด.ช.สมชาย | ดร.สมชาย | 王小明 | 约翰·史密斯 | さくら | J.K.罗琳',
      '김민준 | क्‍षत्रिय | के.एल.राहुल | எம்.ஜி.ஆர் | ശ്രീ | ශ්‍රී | А.С.Пушкин | Łukasz | Nguyễn | Nguye\u0302\u0303n | ကျွန်ုပ် | འབྲུག',
      '👩‍👩‍👧‍👦 | 👩🏽‍🚀 Ada | 🏳️‍🌈 | ❤️ Ada | 1️⃣ Ada',
    ),
  )('passes: %s', (text) => {
    expect(name(text)).toBe(text);
  });

  it.each(
    each(
      'https://evil.example | HTTP:／／evil.example | http:\u200b//evil.example | http:/<b>/evil.example | http://x',
      'www.evil.example | ｗｗｗ.evil | w\u200bww.evil | www\u00ad.evil | www&#46;evil | www&period;evil | www。',
      'javascript:alert(1) | java\u200bscript:alert(1) | java\nscript:alert(1) | javascript&colon;alert(1) | mailto:a',
      'tel:+49123 | data:text/html,x | sms:123 | tel&amp;colon;123',
      '[click](evil) | ![img](x) | [x]<b>(y) | [click][1] | [1]: x',
      'evil.example | evil.example. | evil.example/login | bit.ly/abc | Win cash now bit.ly/abc123 | x.com | X.Com',
      'evil.example.x | a.evil.example | Evil.Example | EVIL.EXAMPLE | CASINO.COM | Win at Casino.com | St.Com | J.Com',
      'anna.li | d.va | mary.ann | Mary.Ann | T.Co | T.CO | BUY.NOW | Dr.Who/x | St.John:8080 | ❤.ws | xn--e1a.xn--p1ai',
      'ｅｖｉｌ．ｅｘａｍｐｌｅ | evil。example | evil｡example | evil․example | evil﹒example | 𝐞𝐯𝐢𝐥.𝐞𝐱𝐚𝐦𝐩𝐥𝐞 | ⓔⓥⓘⓛ.ⓔⓧⓐⓜⓟⓛⓔ',
      'evil\u200d.exam\u200dple | evil.\u0301example | ev<b>il.exam</b>ple | evil\u3164.example | evil<br>.example',
      'evil&#x2e;example | 例子。中国 | 例子.测试 | пример.рф | ПРИМЕР.РФ | موقع.السعودية | 예시.한국 | {{customer.email}}',
      'kim@example.org | kim＠example.org | kim@localhost | kim&commat;example | kim&#64;example | to kim@example.org',
      '1234567 | +1 800 555 0100 | (030) 123-4567 | 0170/1234567 | 030.12.34.567 | １２３４５６７ | ١٢٣٤٥٦٧ | ①②③④⑤⑥⑦',
      '0170•123•4567 | call 0170:123:4567 | 0170;123;4567 | 0170=123#4567 | 017"0"1\'23 | ➀➁➂➃➄➅➆ | ❶❷❸❹❺❻❼ | 0170 👩 123',
      'evil .com | evil . com | evil. com | evil .Com | evil\u00a0. com | casino .com/x | evil dot com | bc.game | BC.Game',
      'evil[.]com | evil[.]de | evil(.)com | evil{.}com | evil [ . ] com | evil（．）com | evil(dot)com | evil [dot] com',
      'evil [DOT] COM | evil(punkt)de | kim [at] example [dot] org | kim [at] example | kim [AT] example | kim(at)example',
      'evil·com | evil‧com | evil・com | evil･com | evil۔com | evil։com | evil‚com | evil•com | evil · COM | 例え·com',
      '1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7 | 1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣ | 192.168.0.1 | 10.0.0.1',
      '＜script＞alert(1)＜/script＞ | &lt;script&gt; | &amp;lt;b&amp;gt;',
      `A${'\u200d'.repeat(100)} | ${'\u200d'.repeat(50)}A | م${'\u200c'.repeat(3)}م | A${'\ufe0f'.repeat(150)}`,
      `A${'\u034f'.repeat(9)} | Z${'\u0300'.repeat(5)} | A${'\u0301\u200d'.repeat(4)} | क${'\u0947'.repeat(9)}`,
      `A${'\u2800'.repeat(9)}B | ${'&zwj;'.repeat(9)} | \u3164 | \u2800 | \ufe0f\u200d`,
    ),
  )('becomes the fallback: %j', (text) => {
    expect(name(text)).toBe('');
  });

  it('of blanks or nothing is none', () => {
    expect([name(''), name('   '), name('\n')]).toEqual(['', '', '']);
  });

  it('is judged whole, not by the part that is shown', () => {
    expect(name(`${'Ada '.repeat(20)}evil.example`)).toBe('');
  });

  it('does not become a domain where it is cut', () => {
    expect(name('St.Companion')).toBe('St.Companion');
    expect(plainName('St.Companion', 7)).toBe('');
  });

  it('never shows a link, an address or a number, however it is spelled', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'evil',
        'example',
        'com',
        '.',
        '。',
        '．',
        '․',
        '@',
        '＠',
        ':',
        '/',
        '／',
        'www',
        'http',
        'J',
        'St',
      ),
      fc.constantFrom(
        '\u200b',
        '\u200d',
        '\u00ad',
        '\u0301',
        '\ufe0f',
        '\u3164',
        '<b>',
        '</b>',
        '<',
        '>',
        '&',
        'lt;',
        '&#46;',
      ),
      fc.constantFrom('&period;', '&amp;', ' ', '1', '７', '23', '٤', '-', '('),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const link =
      /:\/\/|www\.|\S@\S|(?<!\p{L})https?:|[a-z]{3,}\.(com|example)|(\p{Nd}[ .(-]*){7}|[<>]|(\u200c|\u200d|\u3164|\u00ad){2}/iu;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const shown = name(pieces.join(''));
        expect(shown.normalize('NFKC').replaceAll('。', '.')).not.toMatch(link);
        expect(shown.replace(/[\p{DI}\p{Cf}\p{M}]/gu, '').normalize('NFKC')).not.toMatch(link);
      }),
      { numRuns: 1000 },
    );
  });

  it('is read in no time, whatever it holds', () => {
    const slow = [
      '&amp;'.repeat(40),
      '1 '.repeat(100),
      '<'.repeat(200),
      '.a'.repeat(100),
      'ﷺ'.repeat(200),
      '&#38;lt;'.repeat(25),
      '&zwj;ﷺ<b>'.repeat(22),
      'a. '.repeat(66),
      'a [ '.repeat(50),
      '1('.repeat(100),
    ];
    const startedMs = performance.now();
    for (const text of slow) name(text);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('a title or number', () => {
  it.each(
    each(
      'Node.js T-shirt | No.5 | #1001 | Learning JavaScript: the basics | Casino.com mug | Data: a book | Tel: red',
      'HTTP: The Definitive Guide | HTTPS: | Evil .com',
      'Coffee @home | Dial 0800 555 0100 | x@2.50 | 4711-0815-12345 | Mug [blue] (large) | Tom &amp; Jerry',
    ),
  )('passes: %s', (text) => {
    expect(title(text)).toBe(text);
  });

  it.each(
    each(
      'Buy at https://evil.example | http:\u200b//evil | HTTPS:／／evil | www.evil.example | w\u200bww.evil | ｗｗｗ．evil',
      'ask kim@example.org | kim＠example.org | kim&#64;example.org | javascript:alert(1) | mailto:x | tel:+49123',
      'http:<i></i>//evil | http:&lt;i&gt;//evil | http:evil | https:\u200bevil | ftp://x | data:text/html,x',
    ),
  )('becomes the fallback: %j', (text) => {
    expect(title(text)).toBe('');
  });

  it('keeps a tower of accents below the line above', () => {
    expect(title(`Z${'\u0300'.repeat(100)}`)).toBe(`Z${'\u0300'.repeat(4)}`);
    expect(title(`Z${'\u200d'.repeat(100)}م${'\u200d'.repeat(100)}م`)).toBe('Zم\u200dم');
  });
});

describe('text that is only cleaned', () => {
  it('keeps what it says', () => {
    expect(cleanText(' write\u200b to\n<b>kim@example.org</b> ', 60)).toBe('write to kim@example.org');
    expect(cleanText('\u3164A\u200dd\u200da', 60)).toBe('Ada');
  });
});
