import { randomFillSync, randomUUID } from 'node:crypto';
import { matchOperation, methodsOf } from '../contract/contract.js';
import {
  customerAttribute,
  customerParameter,
  type DocumentedResponse,
  type Operation,
  parametersOf,
  successOf,
} from '../contract/operation.js';
import { canonical, qualificationsOf } from '../contract/qualification.js';
import { acceptsType } from '../http/accepts-type.js';
import { type HeaderList, headerValue, headerValues } from '../http/exchange.js';
import { isGuid } from '../http/guid.js';
import { idHeaders } from '../http/id-headers.js';
import { claimsOf } from '../http/jwt.js';
import { decodeSegment } from '../http/path-segment.js';
import { operation as bareStringRead } from '../operations/get-customer-qualification/operation.js';
import { moduleOf } from '../operations/read-value.js';
import type { MockContext } from './behaviour.js';
import { bearerOf, type Call, callHeader, callPath } from './call.js';
import type { Reply } from './reply.js';
import { sampleOf } from './sample.js';

/** As most recordings of the host have it. */
const contentType = 'application/json; charset=utf-8';

/** In the order of recordings. */
const recordedIds = idHeaders.toReversed();

const nothing = new Uint8Array();

const validations = '/v1/customers/all/validations';

// Drawn in advance: twelve bytes at a time cost a tenth of an answer.
const drawn = Buffer.alloc(12 * 512);
let next = drawn.length;

/** A new correlation vector. */
function vector(): string {
  if (next === drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  next += 12;
  return drawn.toString('base64', next - 12, next);
}

/** Answers calls as the contract says: statuses, headers, schemas and examples are read from it. It does not check its own answers. */
export class Responder {
  readonly #context: MockContext;
  readonly #spell: (qualification: string) => string;
  readonly #requestContext: string;
  readonly #texts = new Map<string, Uint8Array>();
  readonly #objects = new WeakMap<object, Uint8Array>();

  constructor(context: MockContext) {
    this.#context = context;
    const spellings = new Map(
      qualificationsOf(context.contract)
        .toReversed()
        .map((spelling) => [canonical(spelling), spelling]),
    );
    this.#spell = (qualification) => spellings.get(qualification) ?? qualification;
    this.#requestContext = `appId=cid-v1:${context.authority.registration.clientId}`;
  }

  /** A promise only while a token is verified for the first time. */
  answer(call: Call): Reply | Promise<Reply> {
    const { contract, authority } = this.#context;
    const path = callPath(call);
    if (path === validations && call.method === 'GET') return this.#validations(call);
    const match = matchOperation(contract, call.method, path);
    if (!match) {
      const methods = methodsOf(contract, path);
      if (methods.length === 0) return this.#refuse(call, 404, 'no-such-resource');
      return this.#refuse(call, 405, 'method-not-allowed', [['Allow', methods.join(', ')]]);
    }
    const { operation, pathParameters } = match;
    if (!operation.secured) return this.#admitted(call, operation, pathParameters);
    const challenge: HeaderList = [['WWW-Authenticate', 'Bearer realm="partnercenter"']];
    const token = bearerOf(call);
    if (token === undefined || headerValues(call.headers, 'authorization').length > 1)
      return this.#refuse(call, 401, 'missing-token', challenge);
    const accepted = authority.accepts(token);
    if (typeof accepted === 'boolean')
      return accepted
        ? this.#admitted(call, operation, pathParameters)
        : this.#refuse(call, 401, 'invalid-token', challenge);
    return accepted.then((good) =>
      good
        ? this.#admitted(call, operation, pathParameters)
        : this.#refuse(call, 401, 'invalid-token', challenge),
    );
  }

  #admitted(call: Call, operation: Operation, pathParameters: ReadonlyMap<string, string>): Reply {
    for (const parameter of parametersOf(operation, 'path')) {
      if (parameter.schema.check(decodeSegment(pathParameters.get(parameter.name) ?? '')).length > 0)
        return this.#refuse(call, 400, 'malformed-customer-id');
    }
    for (const parameter of parametersOf(operation, 'header')) {
      const values = headerValues(call.headers, parameter.name);
      if (
        values.length === 0
          ? parameter.required
          : values.some((value) => parameter.schema.check(value).length > 0)
      ) {
        return this.#refuse(call, 400, 'invalid-header');
      }
    }
    const query = new URLSearchParams(call.target.slice(callPath(call).length));
    for (const parameter of parametersOf(operation, 'query')) {
      const value = query.get(parameter.name);
      if (value === null ? parameter.required : parameter.schema.check(value).length > 0)
        return this.#refuse(call, 400, 'invalid-request');
    }
    const success = successOf(operation);
    if (!accepts(call, success)) return this.#refuse(call, 406, 'not-acceptable');
    const named = customerParameter(operation);
    const id = named && decodeSegment(pathParameters.get(named.name) ?? '').toLowerCase();
    const customer = id === undefined ? undefined : this.#context.store.record(id);
    if (named && !customer) return this.#refuse(call, 404, 'unknown-customer');
    const known = moduleOf(operation) ?? (customerAttribute(operation) ? bareStringRead : undefined);
    if (!customer || !known) return this.reply(call, success.status, sampleOf(success));
    const answer = known.answer({
      customer,
      query,
      appOnly: () => claimsOf(bearerOf(call) ?? '')['idtyp'] !== 'user',
      mediaType: callHeader(call, 'content-type')?.split(';')[0]?.trim().toLowerCase(),
      content: call.body,
      spell: this.#spell,
    });
    return 'refusal' in answer
      ? this.#refuse(call, answer.status, answer.refusal)
      : this.reply(call, answer.status, answer.value);
  }

  /** The partner's validation codes, which no operation of the contract tells. */
  async #validations(call: Call): Promise<Reply> {
    const { authority, store } = this.#context;
    const token = bearerOf(call);
    if (token === undefined || !(await authority.accepts(token)))
      return this.#refuse(call, 401, token === undefined ? 'missing-token' : 'invalid-token');
    const { tenant } = authority.registration;
    const codes = store.codes.map((validationId) => ({
      ...{ partnerId: tenant, organizationName: 'Partner', validationId },
      ...{ maxCreates: 100, remainingCreates: 100 },
    }));
    return this.reply(call, 200, codes);
  }

  /** An error with the contract's example of that name; with the documented status nearest to a plain refusal, should the contract lack this one. */
  #refuse(call: Call, status: number, example: string, headers: HeaderList = []): Reply {
    const [first] = this.#context.contract.operations;
    const documented = first?.responses.get(status) ?? first?.responses.get(400);
    return this.reply(call, status, documented ? sampleOf(documented, example) : undefined, headers);
  }

  /** Values are customers' qualifications and examples of the contract: a few, which are the same each time. */
  #bodyOf(value: unknown): Uint8Array {
    const known =
      typeof value === 'string'
        ? this.#texts.get(value)
        : isObject(value)
          ? this.#objects.get(value)
          : undefined;
    if (known) return known;
    const body = Buffer.from(JSON.stringify(value));
    if (typeof value === 'string') this.#texts.set(value, body);
    else if (isObject(value)) this.#objects.set(value, body);
    return body;
  }

  /** A reply with the headers that recordings of the service show. */
  reply(call: Call, status: number, value: unknown, headers: HeaderList = []): Reply {
    const body = value === undefined ? nothing : this.#bodyOf(value);
    const ids = recordedIds.map((name) => {
      const sent = callHeader(call, name);
      return [name, sent !== undefined && isGuid(sent) ? sent : randomUUID()] as const;
    });
    return {
      status,
      headers: [
        ['Content-Length', String(body.length)],
        ...(value === undefined ? [] : [['Content-Type', contentType] as const]),
        ...ids,
        ['MS-CV', `${vector()}.0`],
        ['MS-ServerId', '0000112E'],
        ['Request-Context', this.#requestContext],
        ...headers,
      ],
      body,
      delivery: { kind: 'plain' },
    };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether a call's Accept allows one of the response's media types. No field allows all. */
function accepts(call: Call, response: DocumentedResponse): boolean {
  const field = headerValue(call.headers, 'accept');
  if (field === undefined || field === 'application/json' || response.media.length === 0) return true;
  return response.media.some(({ type }) => acceptsType(field, type));
}
