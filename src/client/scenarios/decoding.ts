import { changing, type Start } from '../../mock/behaviour.js';
import { success } from '../../mock/middleware.js';
import { withRawResponse } from '../../mock/raw-response.js';
import { type Reply, withBody, withDelivery, withHeader, withJson, withStatus } from '../../mock/reply.js';
import type { ClientCheck } from '../checks/client-check.js';
import { surfacesError, surfacesUnknown, surfacesValue } from '../checks/outcomes.js';
import type { Scenario } from '../scenario.js';
import { behavingAs, signInPage } from './serving.js';

/** Each documented qualification, by its first spelling in the contract. */
const documented = ['none', 'education', 'nonprofit', 'governmentcommunitycloud', 'stateownedentity'];

/** Opened when the read was about to be retired: documents of the plural resource alone have it. */
const newest = 'stateownedentity';

const styles: readonly (readonly [style: string, example: string])[] = [
  ['pascal', 'Pascal case'],
  ['camel', 'camel case'],
  ['snake', 'words joined by underscores'],
];

const reads = ['reads'];
const bareStrings = ['reads', 'bare-strings'];

/** A scenario whose service changes its successes. */
function decoding(
  name: string,
  summary: string,
  judges: Readonly<Record<string, ClientCheck>>,
  serve: Start,
  more: Partial<Scenario> = {},
): Scenario {
  return { name, area: 'decoding', summary, operations: reads, judges, serve, ...more };
}

function altered(alter: (reply: Reply) => Reply): Start {
  return changing(success, alter);
}

function html(type: string): Start {
  return altered((reply) => withHeader(withBody(reply, signInPage), 'Content-Type', type));
}

/** A response in chunks, of which the last one is missing. */
function unfinished(reply: Reply): Reply {
  const chunk = [Buffer.from(`${reply.body.length.toString(16)}\r\n`), reply.body, Buffer.from('\r\n')];
  return withRawResponse(reply, 'Transfer-Encoding: chunked', Buffer.concat(chunk));
}

const value = (id: string) => ({ [id]: surfacesValue });
const error = (id: string) => ({ [id]: surfacesError });

/** What a success looks like: its value, its bytes, its framing. */
export const decodingScenarios: readonly Scenario[] = [
  ...documented.map(
    (qualification): Scenario => ({
      name: `value-${qualification}`,
      area: 'decoding',
      summary: `answers "${qualification}"`,
      operations: bareStrings,
      qualification,
      judges: value(qualification === newest ? 'DEC-013' : 'DEC-001'),
    }),
  ),
  ...['governmentcommunitycloud', 'stateownedentity'].flatMap((qualification) =>
    styles.map(([style, example]) =>
      decoding(
        `${style}-case-${qualification}`,
        `writes ${qualification} in ${example}`,
        value(qualification === newest ? 'DEC-013' : 'DEC-002'),
        behavingAs(`values-${style}-case`),
        { qualification, operations: bareStrings },
      ),
    ),
  ),
  decoding(
    'pascal-case-education',
    'writes Education with a capital',
    value('DEC-002'),
    behavingAs('values-pascal-case'),
    { operations: bareStrings },
  ),
  decoding(
    'value-unknown',
    'answers a value that no document lists',
    { 'DEC-003': surfacesUnknown('charity') },
    altered((reply) => withJson(reply, 'charity')),
    { operations: bareStrings },
  ),
  decoding(
    'value-unknown-longer',
    'answers an undocumented value that begins like a documented one',
    { 'DEC-003': surfacesUnknown('educationplus') },
    altered((reply) => withJson(reply, 'educationplus')),
    { operations: bareStrings },
  ),
  ...(
    [
      ['ending', 'noneducation', 'ends like a documented one'],
      ['alike', 'eduction', 'lacks one letter of a documented one'],
      ['digit', '1', 'is a digit in quotes'],
    ] as const
  ).map(([name, text, what]) =>
    decoding(
      `value-unknown-${name}`,
      `answers an undocumented value that ${what}`,
      { 'DEC-003': surfacesUnknown(text) },
      altered((reply) => withJson(reply, text)),
      { operations: bareStrings },
    ),
  ),
  decoding(
    'white-space-around',
    'puts white space around the text',
    value('DEC-004'),
    behavingAs('white-space-around-text'),
  ),
  decoding(
    'characters-escaped',
    'writes a letter as an escape',
    value('DEC-004'),
    behavingAs('characters-escaped'),
  ),
  decoding('charset-absent', 'names no charset', value('DEC-005'), behavingAs('charset-absent')),
  decoding(
    'charset-quoted',
    'writes Application/JSON;charset="UTF-8"',
    value('DEC-005'),
    behavingAs('charset-quoted'),
  ),
  decoding('chunked', 'sends every byte as a chunk', value('DEC-006'), behavingAs('chunked')),
  decoding(
    'dripped',
    'sends a byte every 15 ms',
    value('DEC-006'),
    altered((reply) => withDelivery(reply, { kind: 'drip', pauseMs: 15, endless: false })),
    { operations: bareStrings },
  ),
  decoding(
    'ended-by-close',
    'ends the content by closing the connection',
    value('DEC-006'),
    behavingAs('ended-by-close'),
  ),
  decoding(
    'header-names-in-lower-case',
    'writes header names in lower case',
    value('DEC-006'),
    behavingAs('header-names-in-lower-case'),
  ),
  decoding(
    'gzip',
    'compresses when the client offers gzip',
    value('DEC-007'),
    behavingAs('gzip-when-offered'),
    {
      lawfulReason: 'the client does not offer gzip',
    },
  ),
  decoding(
    'byte-order-mark',
    'begins the content with EF BB BF',
    value('DEC-008'),
    behavingAs('byte-order-mark'),
  ),
  decoding('object', 'wraps the value in an object', error('DEC-009'), behavingAs('object'), {
    operations: bareStrings,
  }),
  decoding('array', 'wraps the value in an array', error('DEC-009'), behavingAs('array'), {
    operations: bareStrings,
  }),
  decoding('number', 'answers a number', error('DEC-009'), behavingAs('number'), {
    operations: bareStrings,
  }),
  decoding('null', 'answers null', error('DEC-009'), behavingAs('null'), {
    alsoShows: ['FLR-001'],
    operations: bareStrings,
  }),
  decoding('boolean', 'answers true', error('DEC-009'), behavingAs('boolean'), {
    operations: bareStrings,
  }),
  decoding('empty-content', 'answers 200 without content', error('DEC-010'), behavingAs('empty-body')),
  decoding(
    'no-content',
    'answers 204',
    error('DEC-010'),
    altered((reply) =>
      withStatus(
        withHeader(
          withHeader({ ...reply, body: new Uint8Array() }, 'Content-Length', undefined),
          'Content-Type',
          undefined,
        ),
        204,
      ),
    ),
  ),
  decoding('empty-string', 'answers an empty string', error('DEC-010'), behavingAs('empty-string'), {
    operations: bareStrings,
  }),
  decoding('html', 'answers 200 with a page of HTML', error('DEC-011'), html('text/html; charset=utf-8'), {
    alsoShows: ['FLR-001'],
  }),
  decoding(
    'html-called-json',
    'calls a page of HTML application/json',
    error('DEC-011'),
    html('application/json; charset=utf-8'),
  ),
  decoding(
    'content-cut',
    'closes the connection in the middle of the content',
    error('DEC-012'),
    altered((reply) => withDelivery(reply, { kind: 'cut', bytes: 5 })),
    { alsoShows: ['FLR-001'] },
  ),
  decoding(
    'content-short',
    'closes the connection after a whole text, before the length it told',
    error('DEC-012'),
    altered((reply) =>
      withDelivery(withHeader(reply, 'Content-Length', String(reply.body.length + 9)), {
        kind: 'cut',
        bytes: reply.body.length,
      }),
    ),
  ),
  decoding(
    'chunks-unfinished',
    'closes the connection before the last chunk',
    error('DEC-012'),
    altered(unfinished),
  ),
  decoding('text-cut', 'leaves the closing quote out', error('DEC-012'), behavingAs('json-cut')),
];
