import { expect, test } from '@playwright/test';
import type { Answer, Ending } from '../../src/http/exchange.js';
import { maxHeaderBytes, ResponseParser } from '../../src/http/response-parser.js';

const mostContent = 64 * 1024;

/** What comes of a response whose bytes arrive in pieces of a size, and then the end of the connection. */
function parse(
  text: string,
  size = text.length || 1,
  method = 'GET',
): { ending: Ending; parser: ResponseParser } {
  const parser = new ResponseParser(method, mostContent);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) {
    const ending = parser.push(bytes.subarray(at, at + size));
    if (ending) return { ending, parser };
  }
  return { ending: parser.close(), parser };
}

function answerOf({ ending }: { readonly ending: Ending }): Answer {
  if (ending.kind !== 'answered') throw new Error(`${ending.kind}: ${ending.message}`);
  return ending.answer;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

const contents: readonly (readonly [what: string, text: string, content: string])[] = [
  ['Content-Length', `${ok}Content-Length: 11\r\n\r\n"education"`, '"education"'],
  ['a length in two equal fields', `${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\n""`, '""'],
  ['a length that is a list of one', `${ok}Content-Length: 2, 2\r\n\r\n""`, '""'],
  ['chunks', `${chunked}5\r\n"educ\r\n6\r\nation"\r\n0\r\n\r\n`, '"education"'],
  ['sizes with zeros, capitals and spaces', `${chunked}00A \r\n"educatio"\r\n0\r\n\r\n`, '"educatio"'],
  [
    'chunks beside a length',
    `${ok}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n""\r\n0\r\n\r\n`,
    '""',
  ],
  ['the end of the connection', `${ok}\r\n"none"`, '"none"'],
  ['identity and the end of the connection', `${ok}Transfer-Encoding: identity\r\n\r\n""`, '""'],
  ['204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', ''],
  ['304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', ''],
  [
    'interim responses before it',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nLink: y\r\n\r\n${ok}Content-Length: 2\r\n\r\n""`,
    '""',
  ],
  ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n""', '""'],
];

for (const [what, text, content] of contents)
  for (const size of [text.length, 7, 1])
    test(`content framed by ${what} is read whole in pieces of ${size}`, () => {
      const { body, headers } = answerOf(parse(text, size));
      expect(Buffer.from(body).toString()).toBe(content);
      expect(headers.map(([name]) => name)).not.toContain('Link');
    });

test('a response to HEAD ends with its header, whatever that says', () => {
  const { ending, parser } = parse(`${ok}Content-Length: 11\r\n\r\n`, 9, 'HEAD');
  expect(ending).toMatchObject({ kind: 'answered', answer: { status: 200, body: Buffer.alloc(0) } });
  expect(parser.keeps).toBe(true);
});

const broken: readonly (readonly [what: string, text: string, breakage: string, says: RegExp])[] = [
  [
    'two lengths',
    `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n""`,
    'not-http',
    /said differently: 2 and 3/,
  ],
  [
    'a length that is none',
    `${ok}Content-Length: -1\r\n\r\n`,
    'not-http',
    /"-1", which is no number of bytes/,
  ],
  ['an empty length', `${ok}Content-Length:\r\n\r\n`, 'not-http', /"", which is no number of bytes/],
  [
    'a transfer coding',
    `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`,
    'not-http',
    /"gzip, chunked" was not asked for/,
  ],
  ['no size', `${chunked}xyz\r\n`, 'cut-off', /"xyz" is no size of a chunk/],
  ['a size below zero', `${chunked}-1\r\n`, 'cut-off', /"-1" is no size of a chunk/],
  [
    'a chunk longer than its size',
    `${chunked}2\r\n"none"\r\n0\r\n\r\n`,
    'cut-off',
    /a chunk is longer than its size says/,
  ],
  [
    'the end within a chunk',
    `${chunked}5\r\n"ed`,
    'cut-off',
    /after 3 bytes of content, before it was whole \(the connection was closed\)/,
  ],
  ['the end before the last chunk', `${chunked}2\r\n""\r\n`, 'cut-off', /after 2 bytes of content/],
  ['the end within trailers', `${chunked}0\r\nA: b\r\n`, 'cut-off', /after 0 bytes of content/],
  ['the end within a length', `${ok}Content-Length: 5\r\n\r\n"ed`, 'cut-off', /after 3 bytes of content/],
  [
    'the end within the header',
    `${ok}Content-Le`,
    'reset',
    /without a response \(the connection was closed, in its header\)/,
  ],
  ['nothing', '', 'reset', /without a response \(the connection was closed\)/],
  ['another protocol', '220 mail ready\r\n', 'not-http', /no HTTP response \(`220 mail ready\\r\\n`\)/],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'not-http', /its status line is "HTTP\/1\.1 20 OK"/],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', 'not-http', /its status line is/],
  ['HTTP 3 in words', 'HTTP/3 200 OK\r\n\r\n', 'not-http', /no HTTP response/],
];

for (const [what, text, breakage, says] of broken)
  test(`a response with ${what} is ${breakage}`, () => {
    for (const size of [text.length || 1, 1]) {
      const { ending, parser } = parse(text, size);
      expect(ending).toMatchObject({ kind: 'broken', breakage });
      expect(parser.keeps).toBe(false);
      // Byte by byte, less of a foreign beginning is there to be shown.
      if (size > 1) expect('message' in ending && ending.message).toMatch(says);
    }
  });

test('a folded field is one line with a space in the place of the fold, and is told by name', () => {
  const answer = answerOf(
    parse(`${ok}X-Folded: one\r\n two\r\n\t three\r\nb: 1\r\nContent-Length: 0\r\n\r\n`, 3),
  );
  expect(answer.headers.slice(0, 2)).toEqual([
    ['X-Folded', 'one two three'],
    ['b', '1'],
  ]);
  expect([answer.folded, answer.flaws]).toEqual([['X-Folded'], undefined]);
});

const flaws: readonly (readonly [
  what: string,
  lines: string,
  flaw: Record<string, unknown>,
  headers: readonly (readonly [string, string])[],
])[] = [
  ['a space before the colon', 'A : b\r\n', { place: 'header A', received: 'white space' }, [['A', 'b']]],
  [
    'a line without a colon',
    'nothing\r\nA: b\r\n',
    { place: 'header line', received: '"nothing"' },
    [['A', 'b']],
  ],
  ['a name that is none', 'A(x): b\r\n', { place: 'header line', received: '"A(x)"' }, [['A(x)', 'b']]],
  ['a zero byte', 'A: b\0c\r\n', { place: 'header A', received: 'the byte 00' }, [['A', 'b c']]],
  ['a CR alone', 'A: b\rc\r\n', { place: 'header A', received: 'the byte 0d' }, [['A', 'b c']]],
  [
    'a fold before the first field',
    ' x\r\nA: b\r\n',
    { place: 'header line', received: 'white space' },
    [['A', 'b']],
  ],
  ['LF alone', 'A: b\n', { place: 'line end', received: 'LF alone' }, [['A', 'b']]],
  [
    'two equal lengths',
    'Content-Length: 0\r\n',
    { place: 'header Content-Length', received: '0, 0' },
    [['Content-Length', '0']],
  ],
];

for (const [what, lines, flaw, headers] of flaws)
  test(`${what} in a header is told, and the rest is read`, () => {
    const answer = answerOf(parse(`${ok}${lines}Content-Length: 0\r\n\r\n`, 2));
    expect(answer.flaws).toEqual([expect.objectContaining(flaw)]);
    expect(answer.headers).toEqual([...headers, ['Content-Length', '0']]);
  });

test('chunk extensions and trailers are kept as sent', () => {
  const answer = answerOf(parse(`${chunked}2;a=b; c\r\n""\r\n0;end\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n`, 5));
  expect(answer.chunkExtensions).toEqual([';a=b; c', ';end']);
  expect(answer.trailers).toEqual([
    ['X-Sum', '1'],
    ['x-sum', '2'],
  ]);
});

test('content in very many chunks is read; extensions and trailers past the limit are a limit of the kit', () => {
  const tiny = '1\r\nx\r\n'.repeat(60_000);
  expect(answerOf(parse(`${chunked}${tiny}0\r\n\r\n`)).body).toHaveLength(60_000);
  const extended = `1;${'e'.repeat(1000)}\r\nx\r\n`.repeat(300);
  for (const text of [
    `${chunked}${extended}0\r\n\r\n`,
    `${chunked}0\r\n${`A: ${'b'.repeat(1000)}\r\n`.repeat(300)}\r\n`,
  ])
    expect(parse(text, 4096).ending).toMatchObject({ kind: 'limit', limit: 'header', message: /trailers/ });
});

test('a header is read up to the limit of the kit, which is told when it is met', () => {
  const field = (bytes: number) => `X: ${'a'.repeat(bytes)}\r\n`;
  expect(
    answerOf(parse(`${ok}${field(20_000)}Content-Length: 0\r\n\r\n`, 1000)).headers[0]?.[1],
  ).toHaveLength(20_000);
  expect(answerOf(parse(`${ok}${field(1000).repeat(250)}Content-Length: 0\r\n\r\n`, 1000)).status).toBe(200);
  const { ending } = parse(`${ok}${field(maxHeaderBytes)}`, 4096);
  expect(ending).toEqual({
    kind: 'limit',
    limit: 'header',
    message: 'the response has more than 262144 bytes of header, the most that the kit reads',
  });
});

test('what stands behind a response is left over, and the connection is kept as the header says', () => {
  const keeps = (text: string, method = 'GET') => {
    const { ending, parser } = parse(text, text.length, method);
    return [ending.kind, parser.keeps, parser.rest.toString()];
  };
  expect(keeps(`${ok}Content-Length: 2\r\n\r\n""more`)).toEqual(['answered', true, 'more']);
  expect(keeps(`${ok}Content-Length: 2\r\nConnection: x, Close\r\n\r\n""`)).toEqual(['answered', false, '']);
  expect(keeps('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n""')).toEqual(['answered', false, '']);
  expect(keeps('HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n""')).toEqual([
    'answered',
    true,
    '',
  ]);
  expect(keeps(`${ok}\r\nall`)).toEqual(['answered', false, '']);
  expect(keeps(`${ok}\r\nraw`, 'CONNECT')).toEqual(['answered', false, 'raw']);
});
