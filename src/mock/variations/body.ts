import { gzipSync } from 'node:zlib';
import { wordsOf } from '../../contract/qualification.js';
import { acceptsCoding } from '../../http/accepts-coding.js';
import { answering, type Behaviour } from '../behaviour.js';
import { callHeader } from '../call.js';
import { anyReply, bareString, success } from '../middleware.js';
import { type Reply, textOfReply, valueIn, withBody, withField, withHeader, withJson } from '../reply.js';

/** A service that joins the words of its values in another style. */
function spelling(
  name: string,
  requirements: readonly string[],
  summary: string,
  join: (words: readonly string[]) => string,
): Behaviour {
  return answering(name, requirements, summary, bareString, (reply, _, { contract }) =>
    withJson(reply, join(wordsOf(contract, valueIn(reply)))),
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function compressed(reply: Reply): Reply {
  return withField(withBody(reply, gzipSync(reply.body)), 'Content-Encoding', 'gzip');
}

export const bodyVariations: readonly Behaviour[] = [
  answering(
    'white-space-around-text',
    ['BDY-004', 'BDY-005', 'BDY-006', 'BDY-008'],
    'indents the JSON text and ends it with a line end, as the example is printed',
    success,
    (reply) => withBody(reply, `    ${textOfReply(reply)}\r\n`),
  ),
  answering(
    'characters-escaped',
    ['BDY-005', 'BDY-007', 'BDY-009', 'BDY-010'],
    'writes the first letter of the value as an escape',
    success,
    (reply) => {
      const escaped = (letter: string) => `\\u00${letter.charCodeAt(0).toString(16)}`;
      return withBody(reply, textOfReply(reply).replace(/[a-z]/, escaped));
    },
  ),
  answering('charset-absent', ['BDY-002', 'BDY-003', 'ERR-001'], 'names no charset', anyReply, (reply) =>
    withHeader(reply, 'Content-Type', 'application/json'),
  ),
  answering(
    'charset-quoted',
    ['BDY-002', 'ERR-001'],
    'writes the charset in quotes and upper case, without a space',
    anyReply,
    (reply) => withHeader(reply, 'Content-Type', 'Application/JSON;charset="UTF-8"'),
  ),
  answering(
    'gzip-always',
    ['BDY-001', 'BDY-003', 'BDY-012', 'ERR-002', 'ERR-005'],
    'compresses everything, as callers that say nothing of codings allow',
    (reply) => reply.body.length > 0,
    compressed,
  ),
  answering(
    'gzip-when-offered',
    ['BDY-001', 'BDY-012'],
    'compresses when the caller offers gzip',
    success,
    (reply, call) =>
      acceptsCoding(callHeader(call, 'accept-encoding') ?? '', 'gzip')
        ? withField(compressed(reply), 'Vary', 'Accept-Encoding')
        : reply,
  ),
  spelling(
    'values-pascal-case',
    ['BDY-009', 'BDY-010', 'BDY-011', 'CON-002'],
    'writes values as the page of the successor does',
    (words) => words.map(capital).join(''),
  ),
  spelling(
    'values-snake-case',
    ['BDY-009', 'BDY-010'],
    'joins the words of values with underscores',
    (words) => words.join('_'),
  ),
  spelling(
    'values-camel-case',
    ['BDY-009', 'BDY-010'],
    'joins the words of values by capitals',
    ([first = '', ...others]) => first + others.map(capital).join(''),
  ),
];
